#include "dissectors/backup/recognise.h"

#include <catch2/catch.hpp>

#include "tar_builder.h"

using namespace std::string_literals;
using pgoscope::as_bytes;
namespace backup = pgoscope::dissectors::backup;
using backup::Recognition;

namespace {

Recognition recognised(const std::string& payload, bool complete = true) {
    return backup::recognise(as_bytes(payload), complete);
}

std::string header(const std::string& name) {
    const auto entry = tar_entry(name, {});
    return {entry.begin(), entry.end()};
}

}  // namespace

TEST_CASE("a base backup is recognized by what no row can be") {
    CHECK(recognised("nbase.tar\0\0"s) == Recognition::with_messages);
    CHECK(recognised("n16384.tar.zst\0/space\0"s) == Recognition::with_messages);
    CHECK(recognised("p\0\0\0\0\0\1\0\0"s) == Recognition::with_messages);
    CHECK(recognised("d" + header("base/1/1234")) == Recognition::with_messages);
    CHECK(recognised("d" + header("base/1/1234"), false) == Recognition::with_messages);
    CHECK(recognised(header("base/1/1234")) == Recognition::bare);
    CHECK(recognised(header("dump")) == Recognition::bare);
}

TEST_CASE("rows of COPY are no base backup, whatever they begin with") {
    for (const auto& row : {
             "n\t1\n"s,
             "nbase.tar\t\n"s,
             "name\0and more\0"s,
             "d\n"s,
             "d" + std::string(600, 'x') + "\n",
             "d" + header("x").substr(0, 300) + "\n",
             "password"s + "\n",
             "p"s + "1234567\n",
             "m\n"s,
             "m"s,
             "\0\1\0\0\0\1n"s,
             "PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4dnpm"s,
             "ustar"s,
             ""s,
         }) {
        CAPTURE(row);
        CHECK(recognised(row) == Recognition::none);
        CHECK(recognised(row, false) == Recognition::none);
    }
    auto damaged = header("base/1/1234");
    damaged[1] = 'b';
    CHECK(recognised(damaged) == Recognition::none);
}
