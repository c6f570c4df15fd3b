#include "conversation_notation.h"

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

#include "tests/support/pg_messages.h"

namespace {

/// What a case calls it, its SQL, and the command tag that completes it.
struct NamedStatement {
    std::string_view word, sql, tag;
};
constexpr std::array<NamedStatement, 18> named_statements{{
    {"", "select 1", "SELECT 1"},
    {"two", "select 1; select 1", ""},
    {"empty", "", ""},
    {"update", "update t set n = 1", "UPDATE 1"},
    {"insert", "insert into t values (1)", "INSERT 0 1"},
    {"explain", "explain select 1", "EXPLAIN"},
    {"create", "create table u as select 1", "SELECT 1"},
    {"begin", "begin", "BEGIN"},
    {"commit", "commit", "COMMIT"},
    {"rollback", "rollback", "ROLLBACK"},
    {"copy", "copy t from stdin", "COPY 1"},
    {"copies", "copy t from stdin; copy t from stdin", ""},
    {"copy+select", "copy t from stdin; select 1", ""},
    {"out", "copy t to stdout", "COPY 1"},
    {"identify", "IDENTIFY_SYSTEM", "IDENTIFY_SYSTEM"},
    {"stream", "START_REPLICATION 0/1 TIMELINE 1", "START_REPLICATION"},
    {"streaming", "", "START_STREAMING"},
    {"parameter", "select $1", "SELECT 1"},
}};

const NamedStatement& named_statement(std::string_view word) {
    for (const auto& statement : named_statements)
        if (statement.word == word) return statement;
    throw std::invalid_argument("no statement has the word " + std::string(word));
}

/// A message of the notation, taken apart.
struct Token {
    char letter;
    std::string_view name;   ///< behind `/`
    std::string_view word;   ///< behind `:`
    std::string_view again;  ///< behind a second `:`
};

Token taken_apart(std::string_view text) {
    const auto cut = [&text](char sign) {
        const auto at = text.rfind(sign);
        if (at == std::string_view::npos) return std::string_view{};
        const auto behind = text.substr(at + 1);
        text.remove_suffix(behind.size() + 1);
        return behind;
    };
    Token token{};
    token.word = cut(':');
    if (text.find(':') != std::string_view::npos) token.again = std::exchange(token.word, cut(':'));
    token.name = cut('/');
    if (text.size() != 1) throw std::invalid_argument("no message: " + std::string(text));
    token.letter = text.front();
    return token;
}

std::string of_client(const Token& token) {
    switch (token.letter) {
        case 'P':
            return frontend::parse(token.name, named_statement(token.word).sql);
        case 'B':
            if (token.word.empty()) return frontend::bind("", token.name);
            return frontend::bind("", token.name, {token.word});
        case 'D':
            return token.name.empty() ? frontend::describe_portal("")
                                      : frontend::describe_statement(token.name);
        case 'C':
            return token.name.empty() ? frontend::close_portal("")
                                      : frontend::close_statement(token.name);
        case 'E':
            return frontend::execute("", token.word.empty() ? 0 : 1);
        case 'Q':
            return frontend::query(named_statement(token.word).sql);
        case 'F':
            return frontend::function_call(1598);
        case 'S':
            return frontend::sync();
        case 'H':
            return frontend::flush();
        case 'X':
            return frontend::terminate();
        case 'd':
            return frontend::copy_data("1\n");
        case 'c':
            return frontend::copy_done();
        case 'f':
            return frontend::copy_fail("no more");
        default:
            throw std::invalid_argument("no message of a client: " + std::string(1, token.letter));
    }
}

std::string error(const Token& token) {
    if (!token.again.empty()) return backend::error(token.again, token.word);
    return backend::error(token.word.empty() ? "42601" : token.word);
}

std::string of_server(const Token& token) {
    switch (token.letter) {
        case '1':
        case '2':
        case '3':
        case 'n':
        case 's':
        case 'I':
        case 'c':
            return wire::typed(token.letter);
        case 'G':
        case 'H':
        case 'W':
            return backend::copy_response(token.letter);
        case 't':
            if (token.word.empty()) return backend::parameter_description({});
            return token.word == "2" ? backend::parameter_description({23, 23})
                                     : backend::parameter_description({23});
        case 'T':
            return backend::row_description();
        case 'D':
            return token.word == "2" ? backend::row({"1", "2"}) : backend::row();
        case 'C':
            return backend::complete(named_statement(token.word).tag);
        case 'E':
            return error(token);
        case 'Z':
            return backend::ready(token.word.empty() ? 'I' : token.word.front());
        case 'd':
            return backend::copy_data("1\n");
        case 'V':
            return backend::function_result("1");
        case 'N':
            return backend::notice();
        case 'A':
            return backend::notification(1, "news");
        case 'S':
            return backend::parameter_status("application_name", "app");
        default:
            throw std::invalid_argument("no message of a server: " + std::string(1, token.letter));
    }
}

class Reader {
  public:
    explicit Reader(PacketsOf packets) : packets_(packets) {}

    WrittenConversation read(std::string_view line) {
        begin(line.substr(0, line.find(' ')) == "walsender");
        while (!line.empty()) {
            const auto end = line.find(' ');
            const auto token = line.substr(0, end);
            line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
            if (!token.empty() && token != "walsender") take(token);
        }
        flush();
        script().close(time_ + 10);
        return std::move(written_);
    }

  private:
    [[nodiscard]] Script& script() noexcept { return written_.script; }

    void begin(bool replication) {
        script().open(0);
        time_ = 2;
        of_client_ = true;
        turn_ = replication ? frontend::startup({{"user", "app"}, {"replication", "database"}})
                            : frontend::startup();
        flush();
        time_ = 10;
        of_client_ = false;
        turn_ = backend::welcome();
        flush();
        time_ = 100;
    }
    void take(std::string_view token) {
        if (token == ">" || token == "<") {
            flush();
            time_ += 10;
            of_client_ = token == ">";
        } else if (token == "(" || token == ")") {
            flush();
            lost_ = token == "(";
        } else if (token == "pause") {
            flush();
            time_ += 1000;
        } else if (token == "cancel") {
            flush();
            time_ += 10;
            script().open(time_).client(time_, frontend::cancel_request(1, "key!")).on(0);
            written_.messages.push_back({'!', true, 1});
        } else if (token == "closed") {
            flush();
            time_ += 10;
            script().on(1).close(time_).on(0);
        } else {
            take_message(taken_apart(token));
        }
    }
    void take_message(const Token& token) {
        turn_ += of_client_ ? of_client(token) : of_server(token);
        if (!lost_) written_.messages.push_back({token.letter, of_client_, 0});
        if (packets_ == PacketsOf::one_message && !lost_) flush();
    }
    void flush() {
        if (turn_.empty()) return;
        const auto bytes = std::exchange(turn_, {});
        auto& sent = of_client_ ? client_bytes_ : server_bytes_;
        sent += bytes.size();
        if (lost_ && of_client_)
            script().client_gap(time_, bytes.size());
        else if (lost_)
            script().server_gap(time_, bytes.size());
        else if (of_client_)
            script().client(time_, bytes).acknowledging(server_bytes_);
        else
            script().server(time_, bytes).acknowledging(client_bytes_);
    }

    PacketsOf packets_;
    WrittenConversation written_;
    pgoscope::PacketTime time_ = 0;
    std::string turn_;  ///< bytes of the packet at hand
    std::uint64_t client_bytes_ = 0;
    std::uint64_t server_bytes_ = 0;
    bool of_client_ = true;
    bool lost_ = false;
};

}  // namespace

WrittenConversation read_conversation(std::string_view line, PacketsOf packets) {
    return Reader(packets).read(line);
}
