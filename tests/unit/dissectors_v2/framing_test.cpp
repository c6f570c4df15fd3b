#include "dissectors/v2/framing.h"

#include <string>

#include <catch2/catch.hpp>

#include "conversation.h"
#include "dissectors/v2/startup.h"
#include "vector_file.h"

using namespace std::string_literals;
using pgoscope::as_bytes;
using pgoscope::Bytes;
using pgoscope::dissectors::Direction;
using pgoscope::dissectors::MessageName;
namespace v2 = pgoscope::dissectors::v2;
namespace v3 = pgoscope::dissectors::v3;
using v2::Scan;
using v2::State;
using v2::Version;

namespace {

v2::Measured measured(const State& state, Direction direction, const std::string& bytes) {
    return v2::measure(state, direction, as_bytes(bytes));
}

std::vector<MessageName> names(const Conversation& conversation) {
    std::vector<MessageName> all;
    for (const auto& message : conversation.messages)
        all.push_back(message.name);
    return all;
}

std::string startup_packet(const std::string& code) {
    return "\0\0\1\x28"s + code + "base"s + std::string(60, '\0') + "me"s + std::string(222, '\0');
}

}  // namespace

TEST_CASE("before 2.0 a COPY starts with the letter of a row") {
    auto state = State::mid_stream(Version::v1_0);
    CHECK(v2::form_of(state, Direction::backend, 'D') == v2::Form::copy_in);
    CHECK(v2::form_of(state, Direction::backend, 'B') == v2::Form::copy_out);
    state.described = true;
    CHECK(v2::form_of(state, Direction::backend, 'D') == v2::Form::ascii_row);
    CHECK(v2::form_of(state, Direction::backend, 'B') == v2::Form::binary_row);
    for (const auto letter : {'G', 'H', 'K', 'Z'})
        CHECK(v2::form_of(state, Direction::backend, static_cast<std::uint8_t>(letter)) ==
              v2::Form::unknown);

    // The COPY of "select 1; copy t to stdout": its own result has no RowDescription.
    Conversation conversation(Version::v1_0);
    CHECK(
        conversation.feed(Direction::backend, as_bytes("Pblank\0T\0\1a\0\0\0\0\x17\0\4D\x80\0\0\0\5"
                                                       "1CSELECT\0B1\t2\n\\.\nCCOPY\0"s)));
    using enum MessageName;
    CHECK(names(conversation) == std::vector{CursorResponse, RowDescription, AsciiRow,
                                             CommandComplete, CopyOutResponse, CopyData, CopyDone,
                                             CommandComplete});
}

TEST_CASE("rows without a description cannot be cut in 2.0") {
    const auto state = State::mid_stream(Version::v2_0);
    const auto row = measured(state, Direction::backend, "D\x80\0\0\0\5x"s);
    CHECK(row.scan == Scan::malformed);
    CHECK(row.malformation == v3::Malformation::unknown_type);
}

TEST_CASE("impossible counts and lengths are refused before what they count") {
    auto state = State::mid_stream(Version::v2_0);
    state.columns = 1;
    state.columns_known = true;
    for (const auto& bytes : {
             "T\xff\xff"s,              // columns
             "T\6\x81"s,                // one more than a server can have
             "D\x80\0\0\0\3"s,          // a length that does not include itself
             "D\x80\xff\xff\xff\xff"s,  // a negative length
             "B\x80\x7f\xff\xff\xff"s,  // a value beyond any allocation
             "R\0\0\0\7"s,              // a request of later protocols
             "VG\x80\0\0\0"s,
             "VX"s,
             "Ix"s,
             "S\0\0\0\4"s,
         }) {
        CAPTURE(bytes);
        CHECK(measured(state, Direction::backend, bytes).scan == Scan::malformed);
    }
    CHECK(measured(state, Direction::frontend, "F\0\0\0\0\1\x7f\xff\xff\xff"s).scan ==
          Scan::malformed);
    CHECK(measured(state, Direction::frontend, "P\0\0\0\4"s).scan == Scan::malformed);
    CHECK(measured(state, Direction::backend, "C"s + std::string(30'001, 'x')).scan ==
          Scan::malformed);
    CHECK(measured(state, Direction::backend, "C"s + std::string(30'000, 'x') + "\0"s).scan ==
          Scan::message);
}

TEST_CASE("padding bits of a row's bitmap have no values") {
    auto state = State::mid_stream(Version::v2_0);
    state.columns = 9;
    state.columns_known = true;
    const auto row = "D\x01\xff\0\0\0\5x\0\0\0\6yz"s;
    const auto found = measured(state, Direction::backend, row);
    CHECK(found.scan == Scan::message);
    CHECK(found.length == row.size());
    const auto dissection = v2::dissect(state, found.form, {as_bytes(row), true});
    CHECK(describe(dissection) == "D [None, None, None, None, None, None, None, b'x', b'yz']");
}

TEST_CASE("the NUL behind a Terminate belongs to no message") {
    Conversation conversation(Version::v2_0);
    CHECK(conversation.feed(Direction::frontend, as_bytes("X\0"s)));
    CHECK(names(conversation) == std::vector{MessageName::Terminate});
    CHECK(conversation.padding == 1);
}

TEST_CASE("COPY data is a message a line, ended by backslash and full stop") {
    Conversation conversation(Version::v2_0);
    CHECK(conversation.feed(Direction::backend, as_bytes("H1\t\\\\.\n\\.x\n\n\n\\.\nCCOPY\0Z"s)));
    using enum MessageName;
    CHECK(names(conversation) == std::vector{CopyOutResponse, CopyData, CopyData, CopyData,
                                             CopyData, CopyDone, CommandComplete, ReadyForQuery});
}

TEST_CASE("a client that has not noticed an error goes on copying") {
    Conversation conversation(Version::v2_0);
    CHECK(conversation.feed(Direction::backend, as_bytes("GEERROR:  no\n\0Z"s)));
    CHECK(conversation.feed(Direction::frontend, as_bytes("Qbad\n\\.\r\nQselect\0"s)));
    CHECK(conversation.messages.back().name == MessageName::Query);
}

TEST_CASE("a value longer than memory is passed over by count") {
    auto state = State::mid_stream(Version::v2_0);
    state.columns = 1;
    state.columns_known = true;
    v2::MessageScanner scanner(Direction::backend);
    const auto bytes = "B\x80\x3f\xff\xff\xff"s + "abc"s;
    auto head = as_bytes(bytes);
    CHECK(scanner.feed(state, head) == Scan::need_more);
    CHECK(scanner.inside_message());
    CHECK_FALSE(scanner.pass_over(0x3fffffff));
    CHECK(scanner.pass_over(0x3fffffff - 3));
    Bytes nothing;
    CHECK(scanner.feed(state, nothing) == Scan::message);
    CHECK(scanner.length() == 6U + 0x3fffffffU);
    CHECK_FALSE(scanner.pass_over(1));
}

TEST_CASE("protocol 0.0 has a message type in place of a version, and little-endian integers") {
    Conversation conversation;
    CHECK(conversation.feed(Direction::frontend, as_bytes(startup_packet("\0\0\0\x0e"s))));
    CHECK(conversation.state().version == Version::v0_0);
    CHECK(conversation.feed(Direction::frontend, as_bytes("\0\0\0\x10\0\0\0\0me\0pass\0"s)));
    CHECK(conversation.messages.back().meaning == "password pass");
    CHECK(conversation.feed(Direction::frontend, as_bytes("Qselect\0"s)));
    CHECK(
        conversation.feed(Direction::backend, as_bytes("Pblank\0T\1\0a\0\x17\0\0\0\4\0D\x80\5\0\0\0"
                                                       "1CSELECT\0"s)));
    CHECK(conversation.messages[4].meaning == "T [('a', 23, 4)]");
    CHECK(conversation.messages[5].meaning == "D [b'1']");
    CHECK(conversation.feed(Direction::frontend, as_bytes("F \0\x29\0\0\0\1\0\0\0\2\0\0\0ab"s)));
    CHECK(conversation.messages.back().meaning == "41 [b'ab']");
    CHECK(conversation.unfinished() == 0);
}

TEST_CASE("start-up packets are told by length and second word") {
    CHECK(v2::startup_version(296, 0x10000) == Version::v1_0);
    CHECK(v2::startup_version(296, 0x20000) == Version::v2_0);
    CHECK(v2::startup_version(8, 0x20000) == Version::v2_0);
    CHECK(v2::startup_version(296, 12) == Version::v0_0);
    CHECK_FALSE(v2::startup_version(296, 9));
    CHECK_FALSE(v2::startup_version(296, 15));
    CHECK_FALSE(v2::startup_version(100, 7));
    CHECK_FALSE(v2::startup_version(7, 0x20000));
    CHECK_FALSE(v2::startup_version(296, 0x30000));

    const auto padded = "\0\0\1\x28\4\xd2\x16\x2f"s + std::string(288, '\0');
    CHECK(measured({}, Direction::frontend, padded).length == 296);
    CHECK(v2::dissect_startup({as_bytes(padded), true}).name == MessageName::SSLRequest);

    const auto packet = startup_packet("\0\2\0\0"s);
    const auto dissection = v2::dissect_startup({as_bytes(packet), true});
    CHECK(dissection.malformation == v2::Malformation::none);
    const auto& startup = std::get<v2::StartupPacket>(dissection.message);
    CHECK(startup.database == "base");
    CHECK(startup.user == "me");
    CHECK(startup.tty.empty());
}

TEST_CASE("a Kerberos dialog is opaque, and ends where the server decides") {
    Conversation conversation(Version::v2_0);
    CHECK(conversation.feed(Direction::backend, as_bytes("R\0\0\0\2"s)));
    CHECK(conversation.feed(Direction::frontend,
                            as_bytes("\0\0\0\x13KRB5_SENDAUTH_V1.0\0\0\0\0\x09PGVER5.1\0"s)));
    CHECK(conversation.feed(Direction::backend, as_bytes("\0"s)));
    CHECK(conversation.feed(Direction::frontend, as_bytes("\0\0\0\3req"s)));
    CHECK(conversation.feed(Direction::backend, as_bytes("\0\0\0\0R\0\0\0\0K\0\0\0\1\0\0\0\2Z"s)));
    CHECK(conversation.feed(Direction::frontend, as_bytes("Qselect\0"s)));
    CHECK(conversation.unfinished() == 0);
    using enum MessageName;
    CHECK(names(conversation) == std::vector{AuthenticationKerberosV5, GSSResponse, GSSResponse,
                                             AuthenticationGSSContinue, GSSResponse,
                                             AuthenticationGSSContinue, AuthenticationOk,
                                             BackendKeyData, ReadyForQuery, Query});

    Conversation old(Version::v1_0);
    CHECK(old.feed(Direction::backend, as_bytes("R\0\0\0\1"s)));
    CHECK(old.feed(Direction::frontend, as_bytes("AUTHV0.1PGVER4.1\0\0\0\2tkQ \0"s)));
    CHECK(names(old) == std::vector{AuthenticationKerberosV4, GSSResponse, Query});
}

TEST_CASE("void functions have no result") {
    Conversation conversation(Version::v2_0);
    CHECK(conversation.feed(Direction::backend, as_bytes("V0ZVG\0\0\0\0"
                                                         "0Z"s)));
    CHECK(conversation.messages[0].meaning == "V ['0']");
    CHECK(conversation.messages[2].meaning == "V [b'', '0']");
}
