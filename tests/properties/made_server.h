#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/properties/made_conversation.h"

/// A server of protocol 3 as small as the pairing of replies with requests allows. It answers in
/// the order in which PostgreSQL does (tcop/postgres.c, commands/copyfromparse.c): errors in
/// extended messages skip up to Sync, errors elsewhere are followed by ReadyForQuery, COPY IN reads
/// its own messages and ignores Sync and Flush.
class MadeServer {
  public:
    /// Appends replies to the conversation, which outlives it.
    explicit MadeServer(MadeConversation& conversation) : conversation_(conversation) {}

    /// Takes the request at this place of the conversation and sets its fate. Throws
    /// std::logic_error for what ends a session: any other message inside of COPY IN.
    void read(std::size_t request);
    /// Sends what is held back. ReadyForQuery, errors, Flush and CopyInResponse do that as well.
    void deliver();
    [[nodiscard]] bool is_in_copy() const noexcept { return copy_.has_value(); }
    /// As any time between two messages.
    void send_notice();

  private:
    struct Copy {
        std::size_t request;
        std::size_t rows = 0;
    };
    struct Portal {
        Runs runs;
        std::size_t rows_left = 2;
    };

    void read_extended(std::size_t request);
    void read_in_copy(std::size_t request);
    void parse(std::size_t request);
    void bind(std::size_t request);
    void describe(std::size_t request);
    void execute(std::size_t request);
    void sync(std::size_t request);
    void query(std::size_t request);
    void run_statements(std::size_t request);
    void function_call(std::size_t request);
    void begin_copy(std::size_t request);
    void end_copy();
    void fail_copy(std::string_view sqlstate);
    void fail(std::size_t request, std::string_view sqlstate = "22012");
    void ready(std::size_t request);
    void reply(std::size_t request, std::string bytes);
    void describe_rows(std::size_t request, Runs runs);
    void fetch(std::size_t request, Portal& portal);
    void run(std::size_t request, Runs runs);
    void copy_out(std::size_t request);

    MadeConversation& conversation_;
    MadeConversation held_back_;
    std::map<std::string, Runs> statements_;
    std::optional<Portal> portal_;
    std::optional<Copy> copy_;
    std::size_t next_statement_ = 0;  ///< of the Query at hand
    bool skipping_ = false;
    bool has_run_ = false;  ///< an Execute since the last Sync: there is something to commit
};
