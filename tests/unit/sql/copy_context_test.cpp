#include "analyzer/sql/copy_context.h"

#include <catch2/catch.hpp>

using pgoscope::sql::copy_context;

namespace {

std::string told(std::string_view context) {
    const auto read = copy_context(context);
    if (!read) return "nothing";
    const auto data = context.substr(read->data.begin, read->data.end - read->data.begin);
    return std::string(read->column).append("|").append(data);
}

}  // namespace

TEST_CASE("the context of an error of COPY tells a row or a value") {
    CHECK(told("COPY t, line 1: \"1\t: x\ty\"") == "|1\t: x\ty");
    CHECK(told("COPY t, line 12, column password: \"a\nb\"") == "password|a\nb");
    CHECK(told("PL/pgSQL function f() line 3 at RAISE\nCOPY t, line 1: \"a\"") == "|a");
    CHECK(told("COPY t, Zeile 1, Spalte token: »x«") == "token|x");
    CHECK(told("COPY t, line 1: \"a") == "|a");
}

TEST_CASE("other contexts tell no data of COPY") {
    CHECK(told("COPY t, line 1") == "nothing");
    CHECK(told("COPY t, line 1, column a: null input") == "nothing");
    CHECK(told("PL/pgSQL function f() line 3 at RAISE") == "nothing");
    CHECK(told("") == "nothing");
}
