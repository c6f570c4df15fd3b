#include "tests/properties/made_server.h"

#include <stdexcept>
#include <utility>

#include "tests/support/pg_messages.h"

std::string letters_of(const MadeConversation& conversation) {
    std::string letters;
    bool first = true;
    bool of_client = false;
    for (const auto& message : conversation) {
        if (first || message.of_client != of_client) letters += message.of_client ? " >" : " <";
        (letters += ' ') += message.letter;
        of_client = message.of_client;
        first = false;
    }
    return letters;
}

void MadeServer::read(std::size_t request) {
    if (copy_) {
        read_in_copy(request);
        return;
    }
    auto& message = conversation_[request];
    if (message.letter == 'S') {
        sync(request);
        return;
    }
    if (skipping_) {
        message.fate = Fate::dropped;
        return;
    }
    message.fate = Fate::answered;
    switch (message.letter) {
        case 'Q':
            query(request);
            break;
        case 'F':
            function_call(request);
            break;
        case 'd':
        case 'c':
        case 'f':
            message.fate = Fate::ignored;
            break;
        default:
            read_extended(request);
            break;
    }
}

void MadeServer::read_extended(std::size_t request) {
    switch (conversation_[request].letter) {
        case 'P':
            parse(request);
            break;
        case 'B':
            bind(request);
            break;
        case 'D':
            describe(request);
            break;
        case 'E':
            execute(request);
            break;
        case 'C':
            statements_.erase(conversation_[request].plan.name);
            reply(request, backend::close_complete());
            break;
        case 'H':
            deliver();
            break;
        default:
            throw std::logic_error("a request that the server does not know");
    }
}

void MadeServer::read_in_copy(std::size_t request) {
    auto& message = conversation_[request];
    message.fate = Fate::answered;
    switch (message.letter) {
        case 'd':
            ++copy_->rows;
            if (message.plan.bad_row) fail_copy("22P02");
            break;
        case 'c':
            end_copy();
            break;
        case 'f':
            fail_copy("57014");
            break;
        case 'H':
        case 'S':
            message.fate = Fate::ignored;
            break;
        default:
            throw std::logic_error("protocol synchronization was lost");
    }
}

void MadeServer::parse(std::size_t request) {
    const auto& plan = conversation_[request].plan;
    if (plan.fails || (!plan.name.empty() && statements_.count(plan.name) != 0)) {
        fail(request, "42601");
        return;
    }
    statements_[plan.name] = plan.statements.front();
    reply(request, backend::parse_complete());
}

void MadeServer::bind(std::size_t request) {
    const auto& plan = conversation_[request].plan;
    const auto statement = statements_.find(plan.name);
    if (plan.fails || statement == statements_.end()) {
        fail(request, "26000");
        return;
    }
    portal_ = Portal{statement->second};
    reply(request, backend::bind_complete());
}

void MadeServer::describe(std::size_t request) {
    const auto& plan = conversation_[request].plan;
    if (plan.name.empty()) {
        if (portal_)
            describe_rows(request, portal_->runs);
        else
            fail(request, "34000");
        return;
    }
    const auto statement = statements_.find(plan.name);
    if (statement == statements_.end()) {
        fail(request, "26000");
        return;
    }
    reply(request, backend::parameter_description({}));
    describe_rows(request, statement->second);
}

void MadeServer::describe_rows(std::size_t request, Runs runs) {
    reply(request, runs == Runs::select ? backend::row_description() : backend::no_data());
}

void MadeServer::execute(std::size_t request) {
    const bool fails = conversation_[request].plan.fails;
    if (!portal_) {
        fail(request, "34000");
        return;
    }
    has_run_ = true;
    if (fails && portal_->runs == Runs::select) reply(request, backend::row());
    if (fails)
        fail(request);
    else if (portal_->runs == Runs::select)
        fetch(request, *portal_);
    else if (portal_->runs == Runs::copy_in)
        begin_copy(request);
    else
        run(request, portal_->runs);
}

/// Rows of a portal that runs a SELECT, up to the limit of the Execute.
void MadeServer::fetch(std::size_t request, Portal& portal) {
    auto& message = conversation_[request];
    std::size_t rows = 0;
    for (; portal.rows_left > 0 && (rows == 0 || !message.plan.limited); ++rows, --portal.rows_left)
        reply(request, backend::row());
    if (message.plan.limited && rows > 0) {
        message.fate = Fate::suspended;
        reply(request, backend::suspended());
    } else {
        reply(request, backend::complete("SELECT " + std::to_string(rows)));
    }
}

/// The result of all but SELECT and COPY IN.
void MadeServer::run(std::size_t request, Runs runs) {
    if (runs == Runs::update)
        reply(request, backend::complete("UPDATE 1"));
    else if (runs == Runs::copy_out)
        copy_out(request);
    else
        reply(request, backend::empty_query());
}

void MadeServer::copy_out(std::size_t request) {
    reply(request, backend::copy_response('H'));
    reply(request, backend::copy_data("1\n"));
    reply(request, backend::copy_done());
    reply(request, backend::complete("COPY 1"));
}

void MadeServer::sync(std::size_t request) {
    auto& message = conversation_[request];
    message.fate = Fate::answered;
    const bool commits = has_run_ && !skipping_;
    skipping_ = false;
    if (commits && message.plan.fails) reply(request, backend::error("23503"));
    ready(request);
}

void MadeServer::query(std::size_t request) {
    statements_.erase("");
    portal_.reset();
    next_statement_ = 0;
    run_statements(request);
}

/// From the next on, up to a COPY IN or the end.
void MadeServer::run_statements(std::size_t request) {
    auto& message = conversation_[request];
    const auto& statements = message.plan.statements;
    while (next_statement_ < statements.size()) {
        const auto runs = statements[next_statement_++];
        if (message.plan.fails && next_statement_ == statements.size()) {
            fail(request);
            return;
        }
        if (runs == Runs::copy_in) {
            begin_copy(request);
            return;
        }
        if (runs != Runs::select) {
            run(request, runs);
            continue;
        }
        reply(request, backend::row_description());
        reply(request, backend::row());
        reply(request, backend::complete("SELECT 1"));
    }
    ready(request);
}

void MadeServer::function_call(std::size_t request) {
    if (conversation_[request].plan.fails) {
        fail(request);
        return;
    }
    reply(request, backend::function_result("1"));
    ready(request);
}

void MadeServer::begin_copy(std::size_t request) {
    reply(request, backend::copy_response('G'));
    deliver();
    copy_ = Copy{request};
    if (conversation_[request].plan.fails_unread) fail_copy("P0001");
}

void MadeServer::end_copy() {
    const auto copy = *std::exchange(copy_, std::nullopt);
    reply(copy.request, backend::complete("COPY " + std::to_string(copy.rows)));
    if (conversation_[copy.request].letter == 'Q') run_statements(copy.request);
}

void MadeServer::fail_copy(std::string_view sqlstate) {
    fail(std::exchange(copy_, std::nullopt)->request, sqlstate);
}

void MadeServer::fail(std::size_t request, std::string_view sqlstate) {
    auto& message = conversation_[request];
    message.fate = Fate::failed;
    const bool extended = message.letter != 'Q' && message.letter != 'F';
    portal_.reset();
    reply(request, backend::error(sqlstate));
    deliver();
    if (extended)
        skipping_ = true;
    else
        ready(request);
}

void MadeServer::ready(std::size_t request) {
    has_run_ = false;
    portal_.reset();
    reply(request, backend::ready());
    deliver();
}

void MadeServer::send_notice() {
    reply(MadeMessage::nobody, backend::notice());
}

void MadeServer::reply(std::size_t request, std::string bytes) {
    const auto letter = bytes.front();
    held_back_.push_back({.letter = letter, .bytes = std::move(bytes), .request = request});
}

void MadeServer::deliver() {
    for (auto& message : std::exchange(held_back_, {}))
        conversation_.push_back(std::move(message));
}
