#include "conversation_outcome.h"

#include <charconv>
#include <cstdint>
#include <map>
#include <vector>

#include "conversation_notation.h"
#include "told.h"

namespace {

/// An exchange as the sink was told of it.
struct ToldExchange {
    std::string_view kind, outcome;
    std::string_view duration;  ///< empty: not known
    std::string of_client, of_server;
};
using ToldExchanges = std::map<std::uint64_t, ToldExchange>;

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (!line.empty()) {
        const auto end = line.find(' ');
        if (end != 0) words.push_back(line.substr(0, end));
        line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
    }
    return words;
}

std::uint64_t number(std::string_view digits) {
    std::uint64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

/// The value behind `name=` of a line of the sink; empty where it is not known.
std::string_view value_in(std::string_view line, std::string_view name) {
    for (const auto word : words_of(line)) {
        if (word == "|") break;  // SQL follows
        if (word.size() > name.size() && word[name.size()] == '=' && word.rfind(name, 0) == 0)
            return word.substr(name.size() + 1);
    }
    return {};
}

/// All but the start-up and those of connections that only cancel.
ToldExchanges told_exchanges(const Lines& lines) {
    ToldExchanges exchanges;
    for (const std::string_view line : lines) {
        const auto words = words_of(line);
        if (words[1] == "startup" || words[1] == "cancel") continue;
        auto& exchange = exchanges[number(words[0])];
        exchange.kind = words[1];
        exchange.outcome = words[2];
        exchange.duration = value_in(line, "duration");
    }
    return exchanges;
}

/// Gives each exchange the letters of its messages.
void add_messages(ToldExchanges& exchanges, const Lines& lines,
                  const std::vector<WrittenConversation::Message>& messages) {
    constexpr std::size_t of_startup = 5;
    REQUIRE(lines.size() == of_startup + messages.size());
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const std::string_view line = lines[of_startup + i];
        const auto at = line.find('#');
        if (at == std::string_view::npos || messages[i].connection != 0) continue;
        const auto exchange = exchanges.find(number(line.substr(at + 1)));
        if (exchange == exchanges.end()) continue;
        auto& told = exchange->second;
        (messages[i].of_client ? told.of_client : told.of_server) += messages[i].letter;
    }
}

Told told_of(std::string_view conversation, const Script& turns) {
    // The search for a message behind a gap depends on how the bytes are cut.
    if (conversation.find('(') != std::string_view::npos) return play(turns);
    auto told = play_split(turns);
    const auto messages = read_conversation(conversation, PacketsOf::one_message).script;
    CHECK(play_split(messages).sink->all == told.sink->all);
    return told;
}

std::string word_of(const ToldExchange& exchange, std::string_view expected) {
    auto word = std::string(exchange.kind).append(":").append(exchange.outcome);
    const auto has = [expected](char sign) {
        return expected.find(sign) != std::string_view::npos;
    };
    if (has('>')) word += '>' + exchange.of_client;
    if (has('<')) word += '<' + exchange.of_server;
    if (has('@')) (word += '@').append(exchange.duration);
    return word;
}

std::uint64_t total(const RecordingSink& sink, std::string_view name) {
    if (name == "calls") return sink.calls.size();
    if (name == "canceled") return sink.since_cancel ? 1 : 0;
    std::uint64_t bytes = 0;
    for (const auto& line : sink.copies)
        bytes += number(value_in(line, "bytes"));
    return bytes;
}

}  // namespace

std::string outcome_of(std::string_view conversation, std::string_view expected) {
    const auto written = read_conversation(conversation, PacketsOf::one_turn);
    const auto told = told_of(conversation, written.script);
    auto exchanges = told_exchanges(told.sink->exchanges);
    add_messages(exchanges, told.sink->messages, written.messages);

    std::string outcome;
    const auto add = [&outcome](const std::string& word) {
        if (!outcome.empty()) outcome += ' ';
        outcome += word;
    };
    const auto words = words_of(expected);
    auto word = words.begin();
    for (const auto& [_, exchange] : exchanges) {
        const bool listed = word != words.end() && word->find('=') == std::string_view::npos;
        add(word_of(exchange, listed ? *word++ : std::string_view{}));
    }
    for (const auto& asked : words)
        if (const auto at = asked.find('='); at != std::string_view::npos)
            add(std::string(asked.substr(0, at + 1)) +
                std::to_string(total(*told.sink, asked.substr(0, at))));
    return outcome;
}

void check_conversation(std::string_view conversation, std::string_view expected) {
    INFO(conversation);
    CHECK(outcome_of(conversation, expected) == expected);
}
