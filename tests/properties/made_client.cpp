#include "tests/properties/made_client.h"

#include <array>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

#include "tests/properties/made_server.h"
#include "tests/properties/rewriting.h"
#include "tests/support/pg_messages.h"

namespace {

std::string_view sql_of(Runs runs) {
    switch (runs) {
        case Runs::select:
            return "select 1";
        case Runs::update:
            return "update t set n = 1";
        case Runs::copy_in:
            return "copy t from stdin";
        case Runs::copy_out:
            return "copy t to stdout";
        case Runs::nothing:
            return "";
    }
    return "";
}

class Client {
  public:
    Client(std::uint64_t seed, const ClientHabits& habits)
        : chance_(seed), habits_(habits), server_(conversation_) {}

    MadeConversation talk(std::size_t units) {
        for (; units > 0; --units) {
            say_something();
            if (!habits_.pipelines) wait();
        }
        wait();
        return std::move(conversation_);
    }

  private:
    [[nodiscard]] bool one_in(std::size_t count) { return chance_.one_in(count); }
    [[nodiscard]] Runs any_result() {
        constexpr std::array results{Runs::select, Runs::select, Runs::update, Runs::copy_out,
                                     Runs::nothing};
        return results[chance_.below(results.size())];
    }

    /// Until everything sent is answered, or the server waits for the data of a COPY.
    void wait() {
        while (!unread_.empty())
            let_server_read();
        server_.deliver();
    }
    void let_server_read() {
        const auto request = unread_.front();
        unread_.pop_front();
        server_.read(request);
        if (one_in(12)) server_.send_notice();
        if (one_in(4)) server_.deliver();  // its buffer is full
    }
    void send(std::string bytes, Plan plan = {}) {
        const auto letter = bytes.front();
        unread_.push_back(conversation_.size());
        conversation_.push_back({.of_client = true,
                                 .letter = letter,
                                 .bytes = std::move(bytes),
                                 .plan = std::move(plan)});
        while (!unread_.empty() && one_in(3))
            let_server_read();
    }

    void say_something() {
        switch (chance_.below(habits_.copies ? 10 : 7)) {
            case 0:
                send_query();
                break;
            case 1:
                send(frontend::function_call(1598), {.fails = one_in(3)});
                break;
            case 2:
                prepare_then_execute();
                break;
            case 3:
                if (one_in(4)) send_data();  // outside of COPY
                send_query();
                break;
            case 7:
            case 8:
                copy_by_execute();
                break;
            case 9:
                copy_by_query();
                break;
            default:
                send_group();
                break;
        }
    }

    void send_query() {
        Plan plan{.statements = {any_result()}, .fails = one_in(4)};
        auto sql = std::string(sql_of(plan.statements.front()));
        if (!sql.empty() && one_in(4)) {
            plan.statements.push_back(Runs::update);
            sql.append("; ").append(sql_of(Runs::update));
        }
        send(frontend::query(sql), std::move(plan));
    }
    void send_parse(std::string_view name, Runs runs) {
        send(frontend::parse(name, sql_of(runs)),
             {.statements = {runs}, .name = std::string(name), .fails = one_in(8)});
    }
    void send_bind(std::string_view name) {
        send(frontend::bind("", name), {.name = std::string(name), .fails = one_in(20)});
    }
    void send_sync() { send(frontend::sync(), {.fails = one_in(10)}); }
    [[nodiscard]] std::string any_name() { return "s" + std::to_string(chance_.below(3)); }

    void send_group() {
        for (auto parts = 1 + chance_.below(4); parts > 0; --parts)
            send_part();
        if (one_in(8)) send_query();  // inside of the pipeline
        send_sync();
        if (one_in(10)) send_sync();
    }
    void send_part() {
        const auto name = any_name();
        switch (chance_.below(6)) {
            case 0:
                send(frontend::close_statement(name), {.name = name});
                send_parse(name, Runs::select);
                send(frontend::describe_statement(name), {.name = name});
                break;
            case 1:
                send_bind(name);
                send(frontend::execute(), {.fails = one_in(8)});
                break;
            case 2:
                send_parse("", Runs::select);
                send_bind("");
                send(frontend::execute("", 1), {.limited = true});
                send(frontend::execute());
                break;
            default:
                send_parse("", any_result());
                send_bind("");
                if (one_in(2)) send(frontend::describe_portal(""));
                send(frontend::execute(), {.fails = one_in(6)});
                if (one_in(4)) send(frontend::flush());
                break;
        }
    }
    /// As drivers do that want to know the types first.
    void prepare_then_execute() {
        const auto name = any_name();
        send(frontend::close_statement(name), {.name = name});
        send_parse(name, any_result());
        send(frontend::describe_statement(name), {.name = name});
        send(frontend::flush());
        wait();
        send_bind(name);
        send(frontend::execute(), {.fails = one_in(6)});
        send_sync();
    }

    void send_data() {
        for (auto rows = chance_.below(4); rows > 0; --rows)
            send(frontend::copy_data("1\n"), {.bad_row = one_in(8)});
        if (habits_.copies_oddly && server_.is_in_copy() && one_in(6)) send_sync();
        if (one_in(6))
            send(frontend::copy_fail("no more"));
        else
            send(frontend::copy_done());
    }
    [[nodiscard]] bool fails_unread() { return habits_.copies_oddly && one_in(6); }

    void copy_by_query() {
        send(frontend::query(sql_of(Runs::copy_in)),
             {.statements = {Runs::copy_in}, .fails = one_in(8), .fails_unread = fails_unread()});
        if (habits_.copies_ahead) {
            send_data();
            return;
        }
        wait();
        if (server_.is_in_copy()) send_data();
    }
    void copy_by_execute() {
        send_parse("", Runs::copy_in);
        send_bind("");
        send(frontend::execute(), {.fails = one_in(8), .fails_unread = fails_unread()});
        if (habits_.copies_ahead) {
            if (one_in(3)) send_sync();
            send_data();
            send_sync();
            return;
        }
        const bool flushes = one_in(3);
        if (flushes)
            send(frontend::flush());
        else
            send_sync();
        wait();
        const bool copies = server_.is_in_copy();
        if (copies) send_data();
        if (copies || flushes) send_sync();
    }

    Chance chance_;
    ClientHabits habits_;
    MadeConversation conversation_;
    MadeServer server_;
    std::deque<std::size_t> unread_;
};

}  // namespace

MadeConversation make_conversation(std::uint64_t seed, const ClientHabits& habits,
                                   std::size_t units) {
    return Client(seed, habits).talk(units);
}
