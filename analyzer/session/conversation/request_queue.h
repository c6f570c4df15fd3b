#pragma once

#include <cstdint>
#include <memory>

#include "analyzer/events/statement.h"
#include "analyzer/session/conversation/portal.h"
#include "analyzer/session/conversation/ring.h"
#include "dissectors/message_name.h"

namespace pgoscope::session {

/// A frontend message that the server has yet to answer (protocol documentation, "Message Flow").
struct ExpectedReply {
    enum class Kind : std::uint8_t {
        startup,
        query,
        function_call,
        parse,
        bind,
        describe_statement,
        describe_portal,
        execute,
        close,
        sync,
        subscribe,  ///< of a dialect
        internal,   ///< of a dialect: a request that is no SQL
    };
    Kind kind = Kind::query;
    /// A Sync sent before the end of COPY data: swallowed unless the COPY failed before it.
    bool sent_in_copy = false;
    /// A Sync that the server read while it took COPY data: it gets no answer.
    bool swallowed = false;
    /// Another request was sent before this one's ReadyForQuery was seen.
    bool overtaken = false;
    std::uint64_t exchange = 0;  ///< number of the exchange that it belongs to; 0 = none
    std::shared_ptr<events::PreparedStatement> statement;
    /// For Parse: the statement of the same name before it, which stays if the Parse fails.
    std::shared_ptr<events::PreparedStatement> replaced;
    std::shared_ptr<OpenPortal> portal;

    /// Drops what it refers to; that of most requests is nothing.
    void let_go() noexcept {
        if (statement) statement.reset();
        if (replaced) replaced.reset();
        if (portal) portal.reset();
    }
    /// As if new.
    void clear() noexcept {
        let_go();
        kind = Kind::query;
        sent_in_copy = swallowed = overtaken = false;
        exchange = 0;
    }
};

using ExpectedReplies = Ring<ExpectedReply>;

/// What a reply means to the request at the head of the queue.
enum class Fit : std::uint8_t {
    no,         ///< it answers something else
    part,       ///< more of the answer follows
    completes,  ///< the answer is complete
};
[[nodiscard]] Fit fit(ExpectedReply::Kind kind, dissectors::MessageName reply) noexcept;

/// Requests that ReadyForQuery answers.
[[nodiscard]] constexpr bool ends_with_ready(ExpectedReply::Kind kind) noexcept {
    using enum ExpectedReply::Kind;
    return kind == startup || kind == query || kind == function_call || kind == sync ||
           kind == internal;
}

}  // namespace pgoscope::session
