#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "tests/properties/made_client.h"
#include "tests/properties/rewriting.h"
#include "tests/unit/session/told.h"

namespace {

constexpr ClientHabits waits{};
constexpr ClientHabits pipelines{.pipelines = true};
constexpr ClientHabits copies{.copies = true};
constexpr ClientHabits copies_in_pipelines{.pipelines = true, .copies = true};
constexpr ClientHabits copies_ahead{.copies = true, .copies_ahead = true};
constexpr ClientHabits copies_ahead_in_pipelines{
    .pipelines = true, .copies = true, .copies_ahead = true};
constexpr ClientHabits copies_oddly{.copies = true, .copies_oddly = true};
constexpr std::array all_habits{
    waits,       pipelines, copies, copies_in_pipelines, copies_ahead, copies_ahead_in_pipelines,
    copies_oddly};

constexpr std::size_t of_startup = 5;  ///< messages of ready_session()

/// The capture of a conversation up to a byte of it, one packet a message.
Script script_of(const MadeConversation& conversation, std::size_t most_bytes = SIZE_MAX) {
    auto script = ready_session();
    std::array<std::uint64_t, 2> sent{frontend::startup().size(), backend::welcome().size()};
    pgoscope::PacketTime time = 100;
    for (const auto& message : conversation) {
        const auto bytes = std::string_view(message.bytes).substr(0, most_bytes);
        most_bytes -= bytes.size();
        if (bytes.empty()) break;
        if (message.of_client)
            script.client(time, bytes);
        else
            script.server(time, bytes);
        script.acknowledging(sent[message.of_client ? 1 : 0]);
        sent[message.of_client ? 0 : 1] += bytes.size();
        time += 10;
    }
    script.close(time);
    return script;
}

std::uint64_t number_at(std::string_view line, std::size_t at) {
    std::uint64_t number = 0;
    std::from_chars(line.data() + at, line.data() + line.size(), number);
    return number;
}
/// Of a line of RecordingSink::messages; 0: it belongs to none.
std::uint64_t exchange_of(std::string_view line) {
    const auto at = line.find('#');
    return at == std::string_view::npos ? 0 : number_at(line, at + 1);
}

/// By the number of each exchange its outcome; "twice" where it ended more than once.
std::map<std::uint64_t, std::string> outcomes(const Told& told) {
    std::map<std::uint64_t, std::string> outcomes;
    for (const std::string_view line : told.sink->exchanges) {
        const auto kind = line.find(' ') + 1;
        const auto outcome = line.find(' ', kind) + 1;
        const auto word = line.substr(outcome, line.find(' ', outcome) - outcome);
        const auto [place, first] = outcomes.try_emplace(number_at(line, 0), word);
        if (!first) place->second = "twice";
    }
    return outcomes;
}

std::string outcome_of(Fate fate) {
    switch (fate) {
        case Fate::failed:
            return "failed";
        case Fate::dropped:
            return "skipped";
        case Fate::suspended:
            return "suspended";
        default:
            return "completed";
    }
}

bool is_request(const MadeMessage& message) {
    return message.of_client &&
           std::string_view("PBDECQF").find(message.letter) != std::string_view::npos;
}

/// An exchange ends as the worst of its requests.
std::map<std::uint64_t, std::string> right_outcomes(const MadeConversation& conversation,
                                                    const Lines& messages) {
    std::map<std::uint64_t, std::string> right{{1, "completed"}};  // the start-up
    for (std::size_t i = 0; i < conversation.size(); ++i) {
        if (!is_request(conversation[i])) continue;
        auto& outcome = right[exchange_of(messages[of_startup + i])];
        if (outcome.empty() || outcome == "completed" || conversation[i].fate == Fate::failed)
            outcome = outcome_of(conversation[i].fate);
    }
    return right;
}

std::string named(std::uint64_t exchange) {
    return "#" + std::to_string(exchange);
}
std::string place_of(const MadeConversation& conversation, std::size_t at) {
    const MadeConversation until(conversation.begin(),
                                 conversation.begin() + static_cast<std::ptrdiff_t>(at) + 1);
    return " at the end of" + letters_of(until);
}

/// What is wrong with the pairing of replies with requests; empty = nothing.
std::string first_wrong(const MadeConversation& conversation) {
    const auto told = play(script_of(conversation));
    const auto& messages = told.sink->messages;
    if (messages.size() != of_startup + conversation.size()) return "messages are missing";
    for (std::size_t i = 0; i < conversation.size(); ++i) {
        const auto request = conversation[i].request;
        if (request == MadeMessage::nobody) continue;
        const auto given = exchange_of(messages[of_startup + i]);
        const auto right = exchange_of(messages[of_startup + request]);
        if (given != right)
            return "a reply to " + named(right) + " is given to " + named(given) +
                   place_of(conversation, i);
    }
    const auto right = right_outcomes(conversation, messages);
    for (const auto& [number, outcome] : outcomes(told)) {
        const auto found = right.find(number);
        const auto expected = found == right.end() ? "no exchange" : found->second;
        if (outcome != expected)
            return named(number).append(" is ").append(outcome).append(" instead of ") + expected +
                   " in" + letters_of(conversation);
    }
    if (outcomes(told).size() != right.size()) return "exchanges did not end";
    return "";
}

/// Whether only Parse, Bind and Describe were sent for it.
bool only_prepares(const Lines& messages, std::uint64_t exchange) {
    return std::all_of(messages.begin(), messages.end(), [exchange](std::string_view line) {
        if (exchange_of(line) != exchange || line.rfind("> ", 0) != 0) return true;
        const auto name = line.substr(2, line.find(' ', 2) - 2);
        return name == "Parse" || name == "Bind" || name == "Describe" || name == "Flush";
    });
}

enum class Ends : std::uint8_t {
    all,
    all_but_prepares,  ///< of which neither an Execute nor a Sync was sent
};

/// What is wrong with how exchanges end when the capture has so many bytes; empty = nothing.
std::string first_wrong_end(const MadeConversation& conversation, std::size_t bytes, Ends which) {
    const auto told = play(script_of(conversation, bytes));
    const auto& messages = told.sink->messages;
    std::uint64_t newest = 0;
    for (const auto& line : messages)
        newest = std::max(newest, exchange_of(line));
    const auto ended = outcomes(told);
    for (std::uint64_t number = 1; number <= newest; ++number) {
        const auto found = ended.find(number);
        const bool is_over = found != ended.end();
        if (is_over && found->second != "twice" && found->second != "open") continue;
        if (!is_over && which == Ends::all_but_prepares && only_prepares(messages, number))
            continue;
        return "#" + std::to_string(number) +
               (is_over ? " ended as " + found->second : " is open") + " at the end of" +
               letters_of(conversation);
    }
    return ended.empty() || ended.rbegin()->first <= newest ? ""
                                                            : "an exchange of no message ended";
}

void expect_right(const ClientHabits& habits, std::uint64_t seeds) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const auto wrong = first_wrong(make_conversation(seed, habits));
        INFO("seed " << seed << ": " << wrong);
        REQUIRE(wrong.empty());
    }
}

void expect_each_ends_once(Ends which) {
    for (const auto& habits : all_habits) {
        for (std::uint64_t seed = 1; seed <= 40; ++seed) {
            const auto conversation = make_conversation(seed, habits);
            std::size_t length = 0;
            for (const auto& message : conversation)
                length += message.bytes.size();
            Chance chance(seed);
            for (int cut = 0; cut < 10; ++cut) {
                const auto bytes = chance.below(length + 1);
                const auto wrong = first_wrong_end(conversation, bytes, which);
                INFO("seed " << seed << ", closed behind byte " << bytes << ": " << wrong);
                REQUIRE(wrong.empty());
            }
        }
    }
}

}  // namespace

TEST_CASE("made conversations have something of everything") {
    std::map<char, int> requests;
    std::map<char, int> replies;
    std::map<Fate, int> fates;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        for (const auto& message : make_conversation(
                 seed, {.pipelines = true, .copies = true, .copies_ahead = seed % 2 == 0})) {
            ++(message.of_client ? requests : replies)[message.letter];
            if (message.of_client) ++fates[message.fate];
        }
    }
    for (const auto letter : std::string_view("PBDECHSQFdcf"))
        CHECK(requests[letter] > 10);
    for (const auto letter : std::string_view("123ntTDCIsEZGHdcVN"))
        CHECK(replies[letter] > 10);
    for (const auto fate :
         {Fate::answered, Fate::failed, Fate::suspended, Fate::dropped, Fate::ignored})
        CHECK(fates[fate] > 10);
    CHECK(fates[Fate::unread] == 0);
}

TEST_CASE("every reply of a whole conversation is given to its request") {
    SECTION("of a client that waits") {
        expect_right(waits, 300);
    }
    SECTION("of a client that pipelines") {
        expect_right(pipelines, 300);
    }
    SECTION("of a client that copies") {
        expect_right(copies, 300);
    }
    SECTION("of a client that pipelines and copies") {
        expect_right(copies_in_pipelines, 300);
    }
}

TEST_CASE("every reply is given to its request where COPY data is sent ahead", "[!shouldfail]") {
    expect_right(copies_ahead, 300);
}
TEST_CASE("every reply is given to its request where COPY data is sent ahead in pipelines",
          "[!shouldfail]") {
    expect_right(copies_ahead_in_pipelines, 300);
}
TEST_CASE("every reply is given to its request where Syncs meet a COPY that fails",
          "[!shouldfail]") {
    expect_right(copies_oddly, 300);
}

TEST_CASE("wherever a conversation is closed, every exchange ends once") {
    expect_each_ends_once(Ends::all_but_prepares);
}
TEST_CASE("wherever a conversation is closed, what was only prepared ends as well",
          "[!shouldfail]") {
    expect_each_ends_once(Ends::all);
}
