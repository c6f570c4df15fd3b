#include <catch2/catch.hpp>

#include "conversation.h"

using namespace std::string_literals;

namespace {

using Words = std::vector<std::string>;

pgoscope::session::Options with_values() {
    pgoscope::session::Options options;
    options.keep_values = true;
    return options;
}

const std::string header = "HPRCPY"s + std::string(13, '\0');
const std::string one = "\1\0\0\0\0\3\0\0\0one"s;
const std::string two = "\2\0\0\0\1"s;

struct HyperSession {
    Conversation talk{with_values()};

    HyperSession() {
        talk.client(startup({"user", "tableau", "result_format_code", "HyperBinary"}));
        talk.server(authentication_ok + ready);
    }
    void run(std::string_view sql, std::string_view tag) {
        talk.client(message('Q', text(sql))).server(message('C', text(tag)) + ready);
    }
    void copy(std::string_view sql) {
        talk.client(message('Q', text(sql))).server(message('G', number(1, 1) + number(0, 2)));
    }
    const Conversation::Message& data(const std::string& bytes) {
        return talk.client(message('d', bytes)).messages.back();
    }
    std::optional<std::uint64_t> end() {
        talk.client(message('c')).server(message('C', text("COPY 2")) + ready);
        return talk.exchanges.back().copy->rows;
    }
};

constexpr auto create = "create table \"Extract\".sale (id int not null, label text)";
constexpr auto fill = "copy \"Extract\".sale from stdin with (format hyperbinary)";

}  // namespace

TEST_CASE("rows of a table that the session has created are taken apart") {
    HyperSession session;
    session.run(create, "CREATE TABLE");
    session.copy(fill);
    CHECK(session.data(header + one.substr(0, 6)).copied_rows == 0U);
    const auto& rest = session.data(one.substr(6) + two);
    CHECK(rest.copied_rows == 2U);
    CHECK(rest.copied == Words{"id=\1\0\0\0"s, "label=one", "id=\2\0\0\0"s, "label=NULL"});
    CHECK(session.end() == 2U);
}

TEST_CASE("data is the same however CopyData cuts it") {
    HyperSession session;
    session.run(create, "CREATE TABLE");
    session.copy(fill);
    const auto all = header + one + two;
    std::uint64_t rows = 0;
    Words values;
    const auto cut = GENERATE(1U, 2U, 5U, 7U, 18U, 21U);
    CAPTURE(cut);
    for (std::size_t at = 0; at < all.size(); at += cut) {
        const auto& piece = session.data(all.substr(at, cut));
        CHECK(piece.format == "HyperBinary");
        rows += piece.copied_rows.value_or(0);
        values.insert(values.end(), piece.copied.begin(), piece.copied.end());
    }
    CHECK(rows == 2);
    CHECK(values == Words{"id=\1\0\0\0"s, "label=one", "id=\2\0\0\0"s, "label=NULL"});
    CHECK(session.end() == 2U);
}

TEST_CASE("a table that is not known leaves the header, however it is cut") {
    HyperSession session;
    session.copy("copy other from stdin");
    for (const auto byte : header.substr(0, 5))
        CHECK(session.data(std::string(1, byte)).format == "binary");
    CHECK(session.data(header.substr(5, 2)).format == "HyperBinary");
    CHECK_FALSE(session.data(header.substr(7) + one).copied_rows);
    CHECK_FALSE(session.end());
    CHECK(session.talk.exchanges.back().copy->bytes == header.size() + one.size());
}

TEST_CASE("text that begins as the mark of a format is text") {
    Conversation talk;
    talk.client(startup({"user", "app"})).server(authentication_ok + ready);
    const auto [first, second] = GENERATE(std::pair{"PGCOPY\n"s, "x\n"s}, std::pair{"P"s, "\nx\n"s},
                                          std::pair{"x\nHP"s, "RCPY\n"s});
    const auto last = GENERATE("PG\n"s, "\377\n"s);
    talk.client(message('Q', text("copy t from stdin")));
    talk.server(message('G', number(0, 1) + number(0, 2)));
    talk.client(message('d', first) + message('d', second) + message('d', last) + message('c'));
    talk.server(message('C', text("COPY 3")) + ready);
    CHECK(talk.exchanges.back().copy->rows == 3U);
    CHECK(talk.exchanges.back().copy->format == "text");

    talk.client(message('Q', text("copy t from stdin")));
    talk.server(message('G', number(0, 1) + number(0, 2)));
    talk.client(message('d', "PGCOPY\n"));
    talk.server(message('N', "SNOTICE\0Mhello\0\0"s)).client(message('c'));
    talk.server(message('C', text("COPY 1")) + ready);
    CHECK(talk.exchanges.back().copy->rows == 1U);
}

TEST_CASE("columns are those that the COPY names, in its order") {
    HyperSession session;
    session.run(create, "CREATE TABLE");
    session.copy("copy (select label, id from \"Extract\".sale limit 1) to stdout");
    const auto& row = session.data(header + "\0\3\0\0\0one\1\0\0\0"s);
    CHECK(row.copied == Words{"label=one", "id=\1\0\0\0"s});
}

TEST_CASE("rows of tables that are not known are measured") {
    HyperSession session;
    SECTION("made before the capture") {}
    SECTION("refused by the server") {
        session.talk.client(message('Q', text(create)));
        session.talk.server(message('E', "SERROR\0C42P07\0Mno\0\0"s) + ready);
        session.run("select 1", "CREATE TABLE");
    }
    SECTION("dropped since") {
        session.run(create, "CREATE TABLE");
        session.run("drop table other, \"Extract\".sale", "DROP TABLE");
    }
    SECTION("altered since") {
        session.run(create, "CREATE TABLE");
        session.run("alter table \"Extract\".sale add column x int", "ALTER TABLE");
    }
    SECTION("perhaps made before the capture") {
        session.run("create table if not exists \"Extract\".sale (id int not null, label text)",
                    "CREATE TABLE");
    }
    SECTION("in a transaction that was rolled back") {
        session.talk.client(message('Q', text("begin")));
        session.talk.server(message('C', text("BEGIN")) + message('Z', "T"));
        session.talk.client(message('Q', text(create)));
        session.talk.server(message('C', text("CREATE TABLE")) + message('Z', "T"));
        session.run("rollback", "ROLLBACK");
    }
    SECTION("with a type that is not known") {
        session.run("create table \"Extract\".sale (id int not null, label shape)", "CREATE TABLE");
    }
    session.copy(fill);
    const auto& data = session.data(header + one + two);
    CHECK_FALSE(data.copied_rows);
    CHECK(data.copied.empty());
    CHECK_FALSE(session.end());
}

TEST_CASE("data that is not as the table says is measured from there on") {
    HyperSession session;
    session.run(create, "CREATE TABLE");
    session.copy(fill);
    CHECK_FALSE(session.data(header + one + "\2\0\0\0\7"s).copied_rows);
    CHECK(session.data(two).copied.empty());
    CHECK_FALSE(session.end());
}

TEST_CASE("rows of a message are all told, of PostgreSQL's binary format as well") {
    Conversation talk(with_values());
    talk.client(startup({"user", "app"})).server(authentication_ok + ready);
    talk.client(message('Q', text("copy t from stdin binary")));
    talk.server(message('G', number(1, 1) + number(0, 2)));
    const auto signature = "PGCOPY\n\377\r\n\0"s + std::string(8, '\0');
    const auto row = [](std::string_view word) { return number(1, 2) + value(word); };
    talk.client(message('d', signature + row("a") + row("b")));
    CHECK(talk.messages.back().copied_rows == 2U);
    CHECK(talk.messages.back().copied == Words{"a", "b"});
}

TEST_CASE("types that the values cannot have are not theirs") {
    Conversation talk(with_values());
    talk.client(startup({"user", "app"})).server(authentication_ok + ready);
    talk.client(message('Q', text("create table t (a int4, b text)")));
    talk.server(message('C', text("CREATE TABLE")) + ready);
    talk.client(message('Q', text("copy t from stdin binary")));
    talk.server(message('G', number(1, 1) + number(0, 2)));
    const auto signature = "PGCOPY\n\377\r\n\0"s + std::string(8, '\0');
    const auto row = [](std::string_view a, std::string_view b) {
        return number(2, 2) + value(a) + value(b);
    };
    const auto good = row("\0\0\0\1"s, "x");
    const auto told = [&](const std::string& bytes) {
        return talk.client(message('d', bytes)).messages.back().copied;
    };
    CHECK(told(signature + good) == Words{"a=\0\0\0\1"s, "b=x"});
    SECTION("by their length") {
        CHECK(told(row("\0\1"s, "x")) == Words{"\0\1"s, "x"});
    }
    SECTION("by what they hold") {
        CHECK(told(row("\0\0\0\1"s, "\0x"s)) == Words{"\0\0\0\1"s, "\0x"s});
    }
    CHECK(told(good) == Words{"\0\0\0\1"s, "x"});
}
