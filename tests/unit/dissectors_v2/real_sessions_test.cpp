#include <algorithm>
#include <random>

#include <catch2/catch.hpp>

#include "conversation.h"
#include "vector_file.h"

using pgoscope::Bytes;
using pgoscope::dissectors::Direction;
using pgoscope::dissectors::MessageName;
using pgoscope::dissectors::v2::Malformation;

namespace {

std::vector<Conversation::Heard> heard(const VectorSection& section, std::size_t piece_size) {
    Conversation conversation;
    for (const auto& line : section.lines)
        for (std::size_t at = 0; at < line.bytes.size(); at += piece_size)
            REQUIRE(conversation.feed(
                line.direction,
                Bytes(line.bytes).subspan(at, std::min(piece_size, line.bytes.size() - at))));
    REQUIRE(conversation.unfinished() == 0);
    REQUIRE(conversation.lengths_agree);
    return conversation.messages;
}

/// The comment on a line with COPY data tells all of its bytes at once.
std::string copied(const std::vector<Conversation::Heard>& messages, std::size_t first) {
    std::vector<std::uint8_t> bytes;
    for (auto i = first; i < messages.size(); ++i)
        bytes.insert(bytes.end(), messages[i].bytes.begin(), messages[i].bytes.end());
    return "COPY " + description::of_bytes(bytes);
}

std::string without_letter_of_copy(std::string meaning) {
    if (meaning.ends_with("'COPY start'")) return "COPY start";
    return meaning;
}

}  // namespace

TEST_CASE("every byte of a 7.3 server means what it is known to mean") {
    const auto sessions = real_sessions();
    REQUIRE(sessions.size() == 14);
    std::size_t compared = 0;
    for (const auto& section : sessions) {
        CAPTURE(section.title);
        Conversation conversation;
        for (const auto& line : section.lines) {
            CAPTURE(line.meaning);
            const auto before = conversation.messages.size();
            REQUIRE(conversation.feed(line.direction, line.bytes));
            REQUIRE(conversation.unfinished() == 0);
            REQUIRE(conversation.messages.size() > before);
            const auto& first = conversation.messages[before];
            for (auto i = before; i < conversation.messages.size(); ++i)
                CHECK(conversation.messages[i].malformation == Malformation::none);
            if (line.direction == Direction::frontend) continue;
            ++compared;
            if (first.name == MessageName::CopyData) {
                CHECK(copied(conversation.messages, before) == line.meaning);
                CHECK(conversation.messages.back().name == MessageName::CopyDone);
            } else {
                CHECK(conversation.messages.size() == before + 1);
                CHECK(first.meaning == without_letter_of_copy(line.meaning));
            }
        }
    }
    CHECK(compared == 238);
}

TEST_CASE("what a 7.3 client says means what it is known to mean") {
    std::size_t queries = 0;
    std::size_t probes = 0;
    std::size_t lines = 0;
    for (const auto& section : real_sessions()) {
        Conversation conversation;
        for (const auto& line : section.lines) {
            const auto before = conversation.messages.size();
            REQUIRE(conversation.feed(line.direction, line.bytes));
            if (line.direction != Direction::frontend) continue;
            const auto& first = conversation.messages[before];
            CAPTURE(section.title, line.meaning);
            if (first.name == MessageName::Query) {
                CHECK(first.meaning == line.meaning);
                queries += line.meaning != "v1 sync probe";
                probes += line.meaning == "v1 sync probe";
            } else if (first.name == MessageName::StartupMessage) {
                CHECK(first.meaning == line.meaning);
            } else if (first.name == MessageName::FunctionCall) {
                const bool unknown = line.meaning == "FunctionCall unknown";
                CHECK(first.meaning ==
                      (unknown ? "999999 []" : R"(177 [b'\x00\x00\x00(', b'\x00\x00\x00\x02'])"));
            } else if (line.meaning == "PasswordPacket cleartext") {
                CHECK(first.meaning == "password secret");
            } else if (line.meaning == "COPY data") {
                CHECK(conversation.messages.size() == before + 3);
                ++lines;
            } else {
                CHECK(first.name == MessageName::PasswordMessage);
            }
        }
    }
    CHECK(queries == 64);
    CHECK(probes == 25);
    CHECK(lines == 4);
}

TEST_CASE("messages do not depend on how the stream is cut") {
    for (const auto& section : real_sessions()) {
        const auto whole = heard(section, 100'000);
        for (const std::size_t size : {1U, 2U, 3U, 5U, 7U, 13U})
            CHECK(heard(section, size) == whole);
    }
}

TEST_CASE("a message is measured the same from any prefix: more is needed until its end") {
    for (const auto& section : real_sessions()) {
        Conversation conversation;
        for (const auto& line : section.lines) {
            const auto before = conversation.state();
            const auto at = conversation.messages.size();
            REQUIRE(conversation.feed(line.direction, line.bytes));
            const auto length = conversation.messages[at].bytes.size();
            for (std::size_t cut = 0; cut <= line.bytes.size(); ++cut) {
                const auto measured = pgoscope::dissectors::v2::measure(
                    before, line.direction, Bytes(line.bytes).first(cut));
                using pgoscope::dissectors::v2::Scan;
                REQUIRE(measured.scan == (cut < length ? Scan::need_more : Scan::message));
                if (cut >= length) REQUIRE(measured.length == length);
                if (cut == 0 || cut >= length) continue;
                // What is kept of a long message: its beginning is dissected all the same.
                const auto dissection = pgoscope::dissectors::v2::dissect(
                    before, measured.form, {Bytes(line.bytes).first(cut), false});
                REQUIRE(dissection.malformation == Malformation::none);
                (void)describe(dissection);
            }
        }
    }
}

TEST_CASE("a body that claims to be whole but is cut is malformed") {
    for (const auto& section : real_sessions()) {
        Conversation conversation;
        for (const auto& line : section.lines) {
            const auto before = conversation.state();
            const auto at = conversation.messages.size();
            REQUIRE(conversation.feed(line.direction, line.bytes));
            const auto& message = conversation.messages[at];
            if (message.name == MessageName::CopyData ||
                message.name == MessageName::StartupMessage)
                continue;
            const auto form =
                pgoscope::dissectors::v2::form_of(before, line.direction, line.bytes[0]);
            for (std::size_t cut = 1; cut < message.bytes.size(); ++cut)
                REQUIRE(pgoscope::dissectors::v2::dissect(before, form,
                                                          {Bytes(message.bytes).first(cut), true})
                            .malformation == Malformation::field_overrun);
        }
    }
}

TEST_CASE("damaged and random bytes are refused or read, within bounds") {
    std::mt19937 random(73);
    const auto sessions = real_sessions();
    for (int round = 0; round < 400; ++round) {
        const auto& section = sessions[random() % 2];
        Conversation conversation;
        for (auto line : section.lines) {
            auto& byte = line.bytes[random() % line.bytes.size()];
            if (random() % 8 == 0) byte = static_cast<std::uint8_t>(random());
            if (!conversation.feed(line.direction, line.bytes)) break;
        }
    }
    using pgoscope::dissectors::v2::Version;
    for (int round = 0; round < 20'000; ++round) {
        Conversation conversation(static_cast<Version>(random() % 3));
        std::vector<std::uint8_t> bytes(1 + random() % 60);
        for (auto& byte : bytes)
            byte = random() % 3 == 0 ? 0 : static_cast<std::uint8_t>(random());
        constexpr std::string_view letters = "ABCDEFGHIKNPQRTVXZ";
        bytes[0] = static_cast<std::uint8_t>(letters[random() % letters.size()]);
        (void)conversation.feed(random() % 2 == 0 ? Direction::frontend : Direction::backend,
                                bytes);
        CHECK(conversation.lengths_agree);
    }
}
