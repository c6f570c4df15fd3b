#include "analyzer/sql/command.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "analyzer/sql/words.h"

namespace pgoscope::sql {
namespace {

struct Verb {
    std::string_view word;
    Command command;
};

constexpr auto verbs = std::to_array<Verb>({
    {"abort", Command::rollback},
    {"begin", Command::begin},
    {"call", Command::call},
    {"close", Command::close},
    {"commit", Command::commit},
    {"copy", Command::copy},
    {"deallocate", Command::deallocate},
    {"declare", Command::declare},
    {"delete", Command::delete_},
    {"discard", Command::discard},
    {"do", Command::do_},
    {"end", Command::commit},
    {"execute", Command::execute},
    {"explain", Command::explain},
    {"fetch", Command::fetch},
    {"insert", Command::insert},
    {"listen", Command::listen},
    {"merge", Command::merge},
    {"move", Command::move},
    {"notify", Command::notify},
    {"prepare", Command::prepare},
    {"release", Command::release},
    {"reset", Command::reset},
    {"rollback", Command::rollback},
    {"savepoint", Command::savepoint},
    {"select", Command::select},
    {"set", Command::set},
    {"show", Command::show},
    {"start", Command::begin},
    {"table", Command::select},
    {"unlisten", Command::unlisten},
    {"update", Command::update},
    {"values", Command::select},
});

constexpr auto cursor_directions = std::to_array<std::string_view>({
    "absolute",
    "all",
    "backward",
    "first",
    "forward",
    "from",
    "in",
    "last",
    "next",
    "prior",
    "relative",
});

Command verb_at(const Words& words) {
    const auto* const verb = std::find_if(
        verbs.begin(), verbs.end(), [&words](const Verb& entry) { return words.is(entry.word); });
    return verb != verbs.end() ? verb->command : Command::other;
}

/// The statement behind WITH: the first verb outside of the parentheses of its queries.
Command main_command(Words& words) {
    std::size_t depth = 0;
    for (; !words.ended(); words.advance()) {
        if (words.at(TokenKind::open_paren)) ++depth;
        if (words.at(TokenKind::close_paren) && depth > 0) --depth;
        if (depth != 0) continue;
        switch (const Command command = verb_at(words)) {
            case Command::select:
            case Command::insert:
            case Command::update:
            case Command::delete_:
            case Command::merge:
                return command;
            default:
                break;
        }
    }
    return Command::other;
}

/// Whatever FETCH and MOVE say of direction and count, the cursor comes last.
std::string cursor_name(Words& words) {
    std::string last;
    for (; !words.ended(); words.advance()) {
        const bool direction =
            std::any_of(cursor_directions.begin(), cursor_directions.end(),
                        [&words](std::string_view word) { return words.is(word); });
        if (!direction) last = words.name();
    }
    return last;
}

/// Whether WITH HOLD stands before the FOR of the cursor's query.
bool holds(Words& words) {
    for (; !words.ended() && !words.is("for"); words.advance())
        if (words.accept("with")) return words.is("hold");
    return false;
}

/// Behind COMMIT or ROLLBACK.
void read_transaction_end(Words& words, CommandTarget& target) {
    const bool commits = target.command == Command::commit;
    if (words.accept("prepared")) {
        target.command = commits ? Command::commit_prepared : Command::rollback_prepared;
        return;
    }
    if (!words.accept("work")) words.accept("transaction");
    if (!commits && words.accept("to")) {
        words.accept("savepoint");
        target.command = Command::rollback_to;
        target.name = words.name();
        return;
    }
    target.chain = words.accept("and") && words.is("chain");
}

}  // namespace

CommandTarget command_target(std::string_view sql) {
    Words words(sql);
    while (words.at(TokenKind::semicolon) || words.at(TokenKind::open_paren)) {
        words.advance();
    }

    CommandTarget target;
    if (words.is("with")) {
        target.command = main_command(words);
        return target;
    }
    target.command = verb_at(words);
    words.advance();

    switch (target.command) {
        case Command::deallocate:
            words.accept("prepare");
            [[fallthrough]];
        case Command::close:
        case Command::discard:
        case Command::unlisten:
            target.all = words.is("all") || words.text() == "*";
            if (!target.all) target.name = words.name();
            break;
        case Command::commit:
        case Command::rollback:
            read_transaction_end(words, target);
            break;
        case Command::prepare:
            if (words.accept("transaction")) {
                target.command = Command::prepare_transaction;
            } else {
                target.name = words.name();
            }
            break;
        case Command::release:
            words.accept("savepoint");
            target.name = words.name();
            break;
        case Command::fetch:
        case Command::move:
            target.name = cursor_name(words);
            break;
        case Command::declare:
            target.name = words.take_name();
            target.hold = holds(words);
            break;
        case Command::savepoint:
        case Command::execute:
        case Command::listen:
        case Command::notify:
            target.name = words.name();
            break;
        default:
            break;
    }
    return target;
}

}  // namespace pgoscope::sql
