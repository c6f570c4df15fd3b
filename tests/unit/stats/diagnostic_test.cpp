#include "analyzer/stats/diagnostic.h"

#include <string>

#include <catch2/catch.hpp>

#include "analyzer/stats/bounded_text.h"
#include "dissectors/v3/dissect.h"

using namespace pgoscope;

namespace {

/// An error with values in it, of a session that says nothing else.
struct Error {
    explicit Error(const dissectors::v3::ErrorFields& fields) {
        dissection.name = events::MessageName::ErrorResponse;
        dissection.message = fields;
    }
    [[nodiscard]] stats::Diagnostic copied() const {
        events::MessageEvent event{.session = session,
                                   .direction = events::Direction::backend,
                                   .first_time = 0,
                                   .time = 0,
                                   .packet = 1,
                                   .tag = 'E',
                                   .length_bytes = 100,
                                   .missing_bytes = 0,
                                   .truncated = false,
                                   .dissection = dissection,
                                   .quoted = &quoted};
        const auto& fields = std::get<dissectors::v3::ErrorFields>(dissection.message);
        const stats::OldStyleFields old(fields.old_style);
        return stats::copy_diagnostic(event, old.or_those(fields));
    }

    events::SessionInfo session;
    dissectors::v3::Dissection dissection;
    events::QuotedValues quoted{.judged = true, .values = {}};
};

}  // namespace

TEST_CASE("a copy of an error knows the values in it") {
    std::string bytes("CP0002\0Mno VALUE\0", 17);
    Error error({.fields = {2, as_bytes(bytes)}, .old_style = {}});
    error.quoted.values = {{.field = 1, .begin = 3, .end = 8}};
    const auto copy = error.copied();
    CHECK(copy.quoted.judged);
    REQUIRE(copy.quoted.values.size() == 1);
    CHECK(copy.quoted.values[0].field == 1);
    CHECK(copy.field('M').substr(3, 5) == "VALUE");
}

TEST_CASE("values of an error of the old style are those of its message field") {
    Error error({.fields = {}, .old_style = "ERROR:  no VALUE"});
    error.quoted.values = {{.field = 0, .begin = 3, .end = 8}};
    const auto copy = error.copied();
    REQUIRE(copy.quoted.values.size() == 1);
    CHECK(copy.quoted.values[0].field == 1);
    CHECK(copy.field('M') == "no VALUE");
}

TEST_CASE("values end where a field is cut") {
    std::string bytes = "M" + std::string(2 * stats::diagnostic_field_bytes, 'x') + '\0';
    Error error({.fields = {1, as_bytes(bytes)}, .old_style = {}});
    const auto most = static_cast<std::uint32_t>(stats::diagnostic_field_bytes);
    error.quoted.values = {{0, 10, most + 10}, {0, most + 20, most + 30}};
    const auto copy = error.copied();
    const auto kept = static_cast<std::uint32_t>(copy.field('M').size() - stats::ellipsis.size());
    CHECK(copy.field('M').ends_with(stats::ellipsis));
    CHECK(copy.quoted.values[0].end == kept);
    CHECK(copy.quoted.values[1].begin == copy.quoted.values[1].end);
}
