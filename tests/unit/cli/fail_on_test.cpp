#include "cli/fail_on.h"

#include <catch2/catch.hpp>

#include "cli/usage_error.h"

using namespace pgoscope;
using namespace pgoscope::cli;

namespace {

pipeline::Findings found() {
    pipeline::Findings findings;
    findings.errors = {{"23505", 3}, {"23503", 1}, {"40P01", 2}};
    findings.gaps = 1;
    findings.latency = {1000,      900'000,    500'000,    1'000'000,
                        2'000'000, 61'204'000, 70'000'000, 80'000'000};
    return findings;
}

bool holds(std::string_view condition, const pipeline::Findings& findings = found()) {
    return FailCondition::parse(condition).holds(findings).has_value();
}

}  // namespace

TEST_CASE("A count holds from one on, or above its number") {
    CHECK(holds("errors"));
    CHECK(holds("errors>5"));
    CHECK_FALSE(holds("errors>6"));
    CHECK(holds("gaps"));
    CHECK_FALSE(holds("gaps>1"));
    CHECK_FALSE(holds("malformed"));
    CHECK_FALSE(holds("unanswered"));
    CHECK_FALSE(holds("anomalies"));
    auto findings = found();
    findings.malformed = findings.unanswered = findings.anomalies = 1;
    CHECK(holds("malformed", findings));
    CHECK(holds("unanswered", findings));
    CHECK(holds("anomalies>0", findings));
}

TEST_CASE("Errors can be counted by SQLSTATE and by class") {
    CHECK(holds("errors:23505"));
    CHECK(holds("errors:23505>2"));
    CHECK_FALSE(holds("errors:23505>3"));
    CHECK(holds("errors:23>3"));
    CHECK_FALSE(holds("errors:23>4"));
    CHECK_FALSE(holds("errors:42"));
    CHECK_FALSE(holds("errors:40001"));
}

TEST_CASE("A latency holds above its bound") {
    CHECK(holds("p99>50ms"));
    CHECK(holds("p99>61203us"));
    CHECK_FALSE(holds("p99>61204us"));
    CHECK(holds("mean>0.8ms"));
    CHECK(holds("p50>0s"));
    CHECK(holds("p90>999us"));
    CHECK(holds("p95>1.9ms"));
    CHECK(holds("p999>69ms"));
    CHECK(holds("max>79ms"));
    CHECK_FALSE(holds("max>80ms"));
}

TEST_CASE("Without exchanges no latency holds") {
    CHECK_FALSE(holds("max>0s", pipeline::Findings{}));
}

TEST_CASE("What holds is said in words") {
    CHECK(FailCondition::parse("p99>50ms").holds(found()) ==
          "--fail-on p99>50ms: it is 61.204 ms over 1000 exchanges");
    CHECK(FailCondition::parse("errors").holds(found()) == "--fail-on errors: there are 6");
    CHECK(FailCondition::parse("gaps").holds(found()) == "--fail-on gaps: there is 1");
}

TEST_CASE("Conditions come in lists") {
    CHECK(parse_fail_on({"errors,gaps", "p99>50ms"}).size() == 3);
    CHECK(parse_fail_on({}).empty());
    CHECK_THROWS_AS(parse_fail_on({"errors,"}), UsageError);
    CHECK_THROWS_AS(parse_fail_on({""}), UsageError);
}

TEST_CASE("What is no condition is refused with what to do") {
    for (const auto* bad : {"", "error", "Errors", "errors>", "errors>x", "errors>1.5", "errors>-1",
                            "errors:", "errors:235", "errors:2350a", "gaps:23505", "p99", "p98>1ms",
                            "p99>50", "p99>ms", "errors>1>2", "errors=1", "p99:x>1ms"}) {
        CAPTURE(bad);
        CHECK_THROWS_AS(FailCondition::parse(bad), UsageError);
    }
    CHECK_THROWS_WITH(FailCondition::parse("p99"), Catch::Contains("quote it"));
    CHECK_THROWS_WITH(FailCondition::parse("p99>50"), Catch::Contains("'p99>50'"));
}
