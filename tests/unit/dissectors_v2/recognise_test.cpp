#include "dissectors/v2/recognise.h"

#include <string>

#include <catch2/catch.hpp>

#include "conversation.h"
#include "dissectors/v2/error_text.h"
#include "vector_file.h"

using namespace std::string_literals;
using pgoscope::as_bytes;
using pgoscope::Bytes;
using pgoscope::dissectors::Direction;
namespace v2 = pgoscope::dissectors::v2;
using v2::Evidence;
using v2::Version;

namespace {

v2::Recognition recognised(Direction direction, const std::string& bytes) {
    return v2::recognise(direction, as_bytes(bytes));
}

}  // namespace

TEST_CASE("answers are recognized in the middle of a session, with their version") {
    const auto rows_2_0 = "Pblank\0T\0\1a\0\0\0\0\x17\0\4\xff\xff\xff\xff"s +
                          "D\x80\0\0\0\5"
                          "1CSELECT\0Z"s;
    const auto in_2_0 = recognised(Direction::backend, rows_2_0);
    CHECK(in_2_0.evidence == Evidence::strong);
    CHECK(in_2_0.version == Version::v2_0);

    const auto in_1_0 = recognised(Direction::backend,
                                   "Pblank\0T\0\1a\0\0\0\0\x17\0\4D\x80\0\0\0\5"
                                   "1CSELECT\0"s);
    CHECK(in_1_0.evidence == Evidence::strong);
    CHECK(in_1_0.version == Version::v1_0);

    const auto tag = recognised(Direction::backend, "CINSERT 0 1\0"s);
    CHECK(tag.evidence == Evidence::weak);
    CHECK_FALSE(tag.version);
    // Nothing but the ReadyForQuery of 2.0 is missing.
    CHECK(tag.likely == Version::v1_0);
    CHECK(recognised(Direction::backend, "CINSERT 0 1\0NNOTICE"s).likely == Version::v2_0);
    const auto ready = recognised(Direction::backend, "CINSERT 0 1\0Z"s);
    CHECK(ready.evidence == Evidence::strong);
    CHECK(ready.version == Version::v2_0);
}

TEST_CASE("requests are recognized, without their version unless they ask where an answer ends") {
    CHECK(recognised(Direction::frontend, "Qselect 1\0"s).evidence == Evidence::weak);
    CHECK(recognised(Direction::frontend, "Q \0Qselect 1\0"s).evidence == Evidence::strong);
    CHECK_FALSE(recognised(Direction::frontend, "Qselect 1\0Qselect 2\0"s).version);
    CHECK(recognised(Direction::frontend, "Q \0"s).version == Version::v1_0);
}

TEST_CASE("other bytes are not recognized") {
    for (const auto& bytes : {
             "Q\0\0\0\x0dselect 1\0"s,
             "Z\0\0\0\5I"s,
             "C\0\0\0\x0dSELECT 1\0Z\0\0\0\5I"s,
             "\x16\3\1\0\5hello"s,
             "HTTP"s.substr(1),
             "T\0\1\0\0\0\0"s,
             "Cselect\0"s,
             "E\0\0\0\x10SERROR\0"s,
         }) {
        CAPTURE(bytes);
        CHECK(recognised(Direction::backend, bytes).evidence == Evidence::none);
        CHECK(recognised(Direction::frontend, bytes).evidence == Evidence::none);
    }
}

TEST_CASE("answers of a real server are recognized at any of their segments that says enough") {
    for (const auto& section : real_sessions()) {
        const bool is_2_0 = section.title.find("2.0") != std::string::npos;
        for (const auto& line : section.lines) {
            if (line.direction == Direction::frontend) continue;
            const auto letter = line.meaning[0];
            const auto recognition = v2::recognise(Direction::backend, line.bytes);
            CAPTURE(section.title, line.meaning);
            if (letter == 'P' || letter == 'T' || letter == 'N' || letter == 'E')
                CHECK(recognition.evidence != Evidence::none);
            if (letter == 'T')
                CHECK(recognition.version == (is_2_0 ? Version::v2_0 : Version::v1_0));
        }
    }
}

TEST_CASE("the next message is found after a gap") {
    const auto state = v2::State::mid_stream(Version::v2_0);
    const auto found = [&state](Direction direction, const std::string& bytes) {
        return v2::find_boundary(state, direction, as_bytes(bytes));
    };
    CHECK(found(Direction::backend, "rest of a row\0Z"s) == 15);
    CHECK(found(Direction::backend, "rest\0Pblank\0T\0\1"s) == 5);
    CHECK(found(Direction::backend, "CSELECT\0Z"s) == 0);
    CHECK(found(Direction::backend, "CSELECT\0"s) == 0);
    CHECK_FALSE(found(Direction::backend, "rest of a row"s));
    CHECK(found(Direction::frontend, "Qselect\0"s) == 0);
    CHECK_FALSE(found(Direction::frontend, "lect\0"s));

    auto copying = state;
    copying.backend = v2::Phase::copy_data;
    CHECK(v2::find_boundary(copying, Direction::backend, as_bytes("2\n3\n"s)) == 2);
}

TEST_CASE("an error without a length word is told from one of 3.0") {
    CHECK(v2::is_old_style_error(as_bytes("EFATAL:  no"s)));
    CHECK_FALSE(v2::is_old_style_error(as_bytes("E\0\0\0\x50SFATAL"s)));
    CHECK_FALSE(v2::is_old_style_error(as_bytes("EFAT"s)));
}

TEST_CASE("old error texts are taken apart") {
    const auto check = [](std::string_view text, std::string_view severity,
                          std::string_view message) {
        const auto error = v2::read_error_text(text);
        CHECK(error.severity == severity);
        CHECK(error.message == message);
        CHECK_FALSE(error.position);
    };
    check("ERROR:  division by zero\n", "ERROR", "division by zero");
    check("FATAL 1:  user \"x\" does not exist\n", "FATAL", "user \"x\" does not exist");
    check("FATAL:  no entry: none\n", "FATAL", "no entry: none");
    check("NOTICE:  implicit index\n", "NOTICE", "implicit index");
    check("WARNING:  there is no transaction", "WARNING", "there is no transaction");
    check("DEBUG1:  x", "DEBUG1", "x");
    check("ERROR: one blank\n", "ERROR", "one blank");
    check("WARN:parser: syntax error at or near \"x\"\n", "WARN",
          "parser: syntax error at or near \"x\"");
    check("FEHLER:  Division durch Null\n", "FEHLER", "Division durch Null");
    check("User authentication failed", "", "User authentication failed");
    check("could not fork new process for connection: x\n", "",
          "could not fork new process for connection: x");
    check("TCP: no", "", "TCP: no");
    check("", "", "");
    check("ERROR:  \n", "ERROR", "");
    check("ERROR:  invalid at character x\n", "ERROR", "invalid at character x");
    const auto error = v2::read_error_text("ERROR:  column \"w\" does not exist at character 8\n");
    CHECK(error.message == "column \"w\" does not exist");
    CHECK(error.position == 8);
}

TEST_CASE("a blank query marks the end of an answer for clients before 2.0 alone") {
    CHECK(v2::is_end_probe(Version::v1_0, " "));
    CHECK_FALSE(v2::is_end_probe(Version::v1_0, ""));
    CHECK_FALSE(v2::is_end_probe(Version::v2_0, " "));
}
