#include "dissectors/copy/binary_reader.h"

#include <catch2/catch.hpp>

#include "dissectors/copy/format.h"
#include "tests/support/vectors.h"

using namespace pgoscope;
using namespace pgoscope::dissectors;
using namespace pgoscope::dissectors::copy;

namespace {

std::string hex(Bytes bytes) {
    std::string text;
    for (const auto byte : bytes) {
        text += "0123456789abcdef"[byte >> 4U];
        text += "0123456789abcdef"[byte & 15U];
    }
    return text;
}

std::string told(BinaryReader& reader, const std::vector<Bytes>& pieces) {
    std::string text;
    for (auto piece : pieces)
        while (const auto row = reader.next(piece)) {
            text += std::to_string(row->field_count) + " fields, " + std::to_string(row->bytes) +
                    " bytes:";
            if (row->oid) text += " oid " + std::to_string(*row->oid);
            if (!row->fields) text += " lost";
            if (row->fields)
                for (const auto& field : *row->fields)
                    text += ' ' + (field.null ? "NULL" : hex(field.bytes));
            text += '\n';
        }
    if (reader.ended()) text += "ended";
    if (reader.broken()) text += "broken";
    return text;
}

const std::string header = "5047434f50590aff0d0a00 00000000 00000000";

OwnedBytes live_stream() {
    OwnedBytes stream;
    for (const auto& message : vector_messages("pg15-protocol-3.0.txt", "copy"))
        if (message.tag == 'd' && (!stream.empty() || message.body.size() == 50))
            stream += message.body;
    // The text COPY that follows begins with a 3.
    stream.resize(50 + 18 + 2);
    return stream;
}

}  // namespace

TEST_CASE("what PostgreSQL 15 sent, whatever the pieces") {
    const auto stream = live_stream();
    BinaryReader whole;
    auto text = told(whole, {stream});
    CHECK(text ==
          "3 fields, 31 bytes: 00000001 78 000200000000000100011388\n"
          "3 fields, 18 bytes: 00000002 NULL NULL\n"
          "ended");
    CHECK(whole.rows() == 2);
    REQUIRE(whole.header().has_value());
    CHECK(whole.header()->flags == 0);
    for_every_split(stream, [&](const auto& pieces) {
        BinaryReader reader;
        if (told(reader, pieces) != text) FAIL(pieces.front().size());
    });
}

TEST_CASE("every truncation gives the rows before it") {
    const auto stream = live_stream();
    BinaryReader whole;
    const auto text = told(whole, {stream});
    for (std::size_t length = 0; length < stream.size(); ++length) {
        BinaryReader reader;
        if (!text.starts_with(told(reader, {Bytes(stream).first(length)}))) FAIL(length);
    }
    SUCCEED();
}

TEST_CASE("OIDs, header extension, rows without fields, fields without bytes") {
    const auto stream = bytes_of_hex(
        "5047434f50590aff0d0a00 00010000 00000003 aabbcc"
        "0001 00000004 00004001 00000000"
        "0001 00000004 00004002 ffffffff ffff 0000");
    for_every_split(stream, [](const auto& pieces) {
        BinaryReader reader;
        CHECK(told(reader, pieces) ==
              "1 fields, 14 bytes: oid 16385 \n1 fields, 14 bytes: oid 16386 NULL\nended");
        CHECK(reader.header()->extension_bytes == 3);
    });
    for_every_split(bytes_of_hex(header + "0000 0000 ffff"), [](const auto& pieces) {
        BinaryReader reader;
        CHECK(told(reader, pieces) == "0 fields, 2 bytes:\n0 fields, 2 bytes:\nended");
    });
}

TEST_CASE("what is not the format") {
    const auto result = [](const std::string& hex_digits) {
        BinaryReader reader;
        return told(reader, {bytes_of_hex(hex_digits)});
    };
    CHECK(result("31092e31") == "broken");
    CHECK(result(header + "fffe") == "broken");
    CHECK(result(header + "0001 fffffffe") == "broken");
    CHECK(result(header + "0001 ffffffff 0002") == "1 fields, 6 bytes: NULL\nbroken");
    CHECK(result("5047434f50590aff0d0a00 00010000 00000000 0001 00000008").empty());
    CHECK(result("5047434f50590aff0d0a00 00010000 00000000 0001 00000008 00004001") == "broken");
    CHECK(result(header + "ffff 0001 00000001") == "ended");
}

TEST_CASE("long rows are counted, not kept") {
    auto stream = bytes_of_hex(header + "0001 00020000");
    stream += OwnedBytes(0x20000, 'x');
    const auto end = stream.size();
    stream += bytes_of_hex("0001 00000001 79 ffff");
    BinaryReader reader;
    const Bytes all(stream);
    auto text =
        told(reader, {all.first(1000), all.subspan(1000, end - 1500), all.subspan(end - 500)});
    CHECK(text == "1 fields, 131078 bytes: lost\n1 fields, 7 bytes: 79\nended");
    // In one piece there is nothing to keep.
    BinaryReader at_once;
    CHECK(told(at_once, {stream}).find("lost") == std::string::npos);
}

TEST_CASE("bytes missing inside of a field lose that row only") {
    const auto stream = bytes_of_hex(header + "0001 00000004 61626364 0001 00000001 78 ffff");
    const Bytes all(stream);
    for (std::size_t missing = 1; missing <= 4; ++missing) {
        BinaryReader reader;
        CHECK(told(reader, {all.first(25)}).empty());
        reader.skip(missing);
        CHECK(told(reader, {all.subspan(25 + missing)}) ==
              "1 fields, 10 bytes: lost\n1 fields, 7 bytes: 78\nended");
        CHECK(reader.rows() == 2);
    }
    BinaryReader reader;
    (void)told(reader, {all.first(25)});
    reader.skip(5);
    CHECK(reader.broken());
}

TEST_CASE("random bytes behind a header") {
    std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same bytes every time
    for (int round = 0; round < 5000; ++round) {
        auto stream = bytes_of_hex(header);
        stream += random_bytes(random, 60);
        BinaryReader reader;
        (void)told(reader, {stream});
        reader.skip(random() % 10);
        (void)told(reader, {random_bytes(random, 20)});
    }
    SUCCEED();
}

TEST_CASE("formats by their first bytes") {
    CHECK(format_of_data(live_stream()) == Format::binary);
    CHECK(format_of_data(as_bytes(hyper_signature)) == Format::hyper_binary);
    CHECK(format_of_data(bytes_of_hex("ffffffff 78010000 10000000")) == Format::arrow_stream);
    CHECK(format_of_data(bytes_of("1\tx\n")) == Format::text);
    CHECK(format_of_data(bytes_of("HPRCPY\tx\n")) == Format::text);
    CHECK(format_of_data({}) == Format::text);
}
