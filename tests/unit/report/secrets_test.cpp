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
    const auto* sql = "select password_hint, 'x' from t where password = 'y' -- wW";
    told.frontend('Q', Body().text(sql));
    CHECK(told.fields().at("query") == sql);
}
