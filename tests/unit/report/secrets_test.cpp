#include <catch2/catch.hpp>

#include "told.h"

using pgoscope::dissectors::v3::PasswordFamily;

namespace {

/// Every message that carries a secret, with the word SECRET wherever one can stand.
void tell_secrets(Told& told) {
    told.startup(Body().i32(80'877'102).i32(4711).raw("SECRETSECRETSECRET"));
    told.backend('K', Body().i32(17).raw("SECRET"));
    told.backend('R', Body().i32(5).raw("SECR"));
    told.backend('R', Body().i32(7));
    told.backend('R', Body().i32(8).raw("SECRET"));
    told.backend('R', Body().i32(11).raw("r=SECRET,s=SECRET,i=4096"));
    told.backend('R', Body().i32(12).raw("v=SECRET"));
    told.backend('R', Body().i32(77).raw("SECRET"));
    for (const auto family :
         {PasswordFamily::unknown, PasswordFamily::password, PasswordFamily::gss,
          PasswordFamily::sasl_initial, PasswordFamily::sasl}) {
        told.family = family;
        told.frontend('p', Body().text("SECRET"));
        told.frontend('p', Body().text("a SECRET word"));
        told.frontend('p', Body().text("SCRAM-SHA-256").value("n,,n=SECRET,r=SECRET"));
        told.frontend('p', Body().text("SCRAM-SHA-256").value("p=SECRET"));
        told.frontend('p', Body().raw("c=SECRET,r=SECRET,p=SECRET"));
    }
    told.frontend('Q', Body().text("alter role x password 'SECRET'"));
    told.frontend('Q', Body().text("CREATE USER x ENCRYPTED PassWord E'SECRET\\'SECRET'"));
    told.frontend('Q', Body().text("create subscription s connection 'host=h password=SECRET'"));
    told.frontend('Q', Body().text("select dblink('password = SECRET', 'select 1')"));
    told.frontend('P', Body().text("").text("alter role x password $$SECRET$$").i16(0));
    told.frontend('Q', Body().text("do $$ begin alter role x password 'SECRET'; end $$"));
    told.frontend('Q', Body().text("select dblink('postgres://u:SECRET@h', 'select 1')"));
    told.backend('S', Body().text("application_name").text("password=SECRET"));
    for (const char type : {'E', 'N'}) {
        Body diagnostic;
        diagnostic.raw("SERROR").i8(0).raw("CXX000").i8(0);
        for (const char field : {'M', 'D', 'H', 'W', 'n', 'Y'})
            diagnostic.raw({&field, 1})
                .text("SQL \"alter role x password 'SECRET'\" password=SECRET");
        diagnostic.raw("q").text("alter role x password 'SECRET'");
        told.backend(type, diagnostic.i8(0));
    }
    told.complete = false;
    told.frontend('Q', Body().raw("alter role x password 'SECRET"));
}

}  // namespace

TEST_CASE("no option shows a secret") {
    const bool show_values = GENERATE(false, true);
    const bool redact = GENERATE(false, true);
    const bool every_row = GENERATE(false, true);
    Told told({.show_values = show_values, .redact = redact, .every_row = every_row},
              {.color = every_row, .width = every_row ? 80U : 0U});
    tell_secrets(told);
    CHECK(told.json_text().find("alter role x password") != std::string::npos);
    CHECK_THAT(told.json_text(), !Catch::Contains("SECR"));
    CHECK(told.json_text().find("U0VDUkVU") == std::string::npos);  // in base64
    CHECK(told.text().find("alter role x password") != std::string::npos);
    CHECK_THAT(told.text(), !Catch::Contains("SECR"));
}

TEST_CASE("values stay hidden until they are asked for") {
    Told told;
    told.frontend('B', Body().text("").text("").i16(0).i16(1).value("VALUE").i16(0));
    told.frontend('F', Body().i32(1).i16(0).i16(1).value("VALUE").i16(0));
    told.backend('D', Body().i16(1).value("VALUE"));
    told.backend('V', Body().value("VALUE"));
    told.backend('A', Body().i32(7).text("chan").text("VALUE"));
    told.backend('d', Body().raw("VALUE"));
    told.frontend('d', Body().raw("VALUE"));
    CHECK(told.json_text().find("VALUE") == std::string::npos);
    CHECK(told.text().find("VALUE") == std::string::npos);
}

TEST_CASE("other SQL is shown as it was sent") {
    Told told;
    const auto* sql = "select password_hint, 'x' from t where password = $1 -- wW";
    told.frontend('Q', Body().text(sql));
    CHECK(told.fields().at("query") == sql);
}

namespace {

/// An error with these fields, behind C.
Body error_with(std::initializer_list<std::pair<char, std::string_view>> fields,
                std::string_view sqlstate = "42P01") {
    Body body;
    body.field('C', sqlstate);
    for (const auto& [code, value] : fields)
        body.field(code, value);
    return body.i8(0);
}

}  // namespace

TEST_CASE("redacted, a message quotes nothing where nobody looked for values") {
    const auto message_of = [](std::string_view sqlstate, std::string_view message) {
        Told told({.redact = true});
        told.backend('E', error_with({{'M', message}, {'t', "acct"}, {'n', "acct_key"}}, sqlstate));
        CHECK_THAT(told.text(), !Catch::Contains("VALUE"));
        return told.fields().at("message").get<std::string>();
    };
    CHECK(message_of("22P02", "invalid input syntax for type integer: \"VALUE\"") ==
          "invalid input syntax for type integer: \"redacted\"");
    CHECK(message_of("22P02", "type integer: \"a \"VALUE\" b\" in \"c\"") ==
          "type integer: \"redacted\"");
    CHECK(message_of("22P02", "syntaxe pour entier : \u00ab VALUE \u00bb") ==
          "syntaxe pour entier : \u00ab redacted \u00bb");
    CHECK(message_of("22P02", "no user \"VALUE") == "no user \"redacted");
    CHECK(message_of("P0001", "no user VALUE") == "redacted");
    CHECK(message_of("42601", "syntax error at or near \"VALUE\"") ==
          "syntax error at or near \"redacted\"");
    const auto* names = "row for relation \"acct\" violates check constraint \"acct_key\"";
    CHECK(message_of("23514", names) == names);
}

TEST_CASE("redacted, the values that were found stay hidden in a message that names a secret") {
    const std::string_view plan = "update t set token='S' where id=1\nOutput: 'VALUE'::text";
    const auto at = static_cast<std::uint32_t>(plan.find("VALUE"));
    pgoscope::events::QuotedValues quoted{.judged = true, .values = {{1, at, at + 5}}};
    Told told({.redact = true});
    told.quoted = &quoted;
    told.backend('N', error_with({{'M', plan}}, "00000"));
    CHECK_THAT(told.text(), !Catch::Contains("VALUE"));
    CHECK_THAT(told.text(), !Catch::Contains("'S'"));
}

TEST_CASE("redacted, the values are hidden that were found, and nothing else") {
    pgoscope::events::QuotedValues quoted{
        .judged = true, .values = {{.field = 1, .begin = 9, .end = 14}, {2, 0, 5}}};
    Told told({.redact = true});
    told.quoted = &quoted;
    told.backend('E', error_with({{'M', "relation VALUE of \"names\""}, {'t', "VALUE"}}));
    CHECK(told.fields().at("message") == "relation redacted of \"names\"");
    CHECK(told.fields().at("table") == "redacted");
    CHECK_THAT(told.text(), !Catch::Contains("VALUE"));
    CHECK_THAT(told.text(), Catch::Contains("names"));
    quoted.values = {{0, 0, 5}};
    told.backend('S', Body().text("TimeZone").text("VALUE"));
    CHECK(told.fields().at("value") == "redacted");
    CHECK_THAT(told.text(), !Catch::Contains("VALUE"));
}

TEST_CASE("what was found is shown to who did not ask to hide it, secrets excepted") {
    const pgoscope::events::QuotedValues quoted{
        .judged = true, .values = {{1, 0, 5}, {1, 6, 12, true}, {2, 0, 6, true}, {3, 0, 6, true}}};
    Told told;
    told.quoted = &quoted;
    told.backend('E', error_with({{'M', "VALUE SECRET"}, {'D', "SECRET it is"}, {'D', "SECRET"}}));
    CHECK(told.fields().at("message") == "VALUE redacted");
    CHECK(told.fields().at("detail") == "redacted it is");
    CHECK_THAT(told.json_text(), !Catch::Contains("SECRET"));
    CHECK_THAT(told.text(), Catch::Contains("VALUE redacted") && !Catch::Contains("SECRET"));
}

TEST_CASE("redacted, the reason of a CopyFail is hidden") {
    Told told({.redact = true});
    told.frontend('f', Body().text("VALUE"));
    CHECK(told.fields().at("message") == "redacted");
    CHECK_THAT(told.json_text() + told.text(), !Catch::Contains("VALUE"));
}
