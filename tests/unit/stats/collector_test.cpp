#include "analyzer/stats/collector.h"

#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "tests/support/scripted_session.h"

using namespace pgoscope;
using events::ExchangeKind;
using events::ExchangeOutcome;
using stats::Collector;
using stats::CollectorOptions;

namespace {

struct Bench {
    sql::StatementCatalogue catalogue{1000};
    Collector collector;
    Bench() = default;
    explicit Bench(const CollectorOptions& options) : collector(options) {}
};

}  // namespace

TEST_CASE("messages are counted by direction and name, with their bytes") {
    Bench bench;
    ScriptedSession session(bench.collector, bench.catalogue);
    session.query("select 1");
    session.query("select 2");
    const auto& messages = bench.collector.messages();
    using events::Direction;
    using events::MessageName;
    CHECK(messages.of(Direction::backend, MessageName::ReadyForQuery).count == 2);
    CHECK(messages.of(Direction::backend, MessageName::ReadyForQuery).bytes == 12);
    CHECK(messages.of(Direction::frontend, MessageName::ReadyForQuery).count == 0);
    CHECK(messages.total(Direction::backend).count == 4);
}

TEST_CASE("a failed statement is an error and no call, as in pg_stat_statements") {
    Bench bench;
    ScriptedSession session(bench.collector, bench.catalogue);
    session.query("select * from t where id = 1", 1'000'000, 1);
    session.query("select * from t where id = 2", 3'000'000, 2);
    session.failing("select * from t where id = 3", "22012");
    session.query("select 1", 100, 1);
    const auto ranked = bench.collector.statements().ranked();
    REQUIRE(ranked.size() == 2);
    CHECK(ranked[0]->statement->text == "select * from t where id = $1");
    CHECK(ranked[0]->calls == 2);
    CHECK(ranked[0]->errors == 1);
    CHECK(ranked[0]->rows == 3);
    CHECK(ranked[0]->total_ns == 4'000'000);
    CHECK(ranked[0]->duration.count() == 2);
    CHECK(ranked[0]->duration.max() == 3'000'000);
    CHECK(ranked[0]->time_to_first_reply.max() == 1'500'000);
    CHECK(bench.collector.statements().calls() == 3);
    CHECK(bench.collector.statements().rows() == 4);
}

TEST_CASE("the first of a ranking are the same however many are put in order") {
    Bench bench;
    ScriptedSession session(bench.collector, bench.catalogue);
    for (int i = 0; i < 50; ++i)
        session.query("select c" + std::to_string(i), (i * 7 % 50 + 1) * 1'000L, 1);
    const auto all = bench.collector.statements().ranked();
    CHECK(std::is_sorted(all.begin(), all.end(),
                         [](const auto* a, const auto* b) { return stats::ranks_before(*a, *b); }));
    for (const std::size_t most : {0U, 1U, 20U, 50U, 51U}) {
        const auto first = bench.collector.statements().ranked(most);
        REQUIRE(first.size() == all.size());
        CHECK(std::equal(first.begin(),
                         first.begin() + static_cast<long>(std::min(most, all.size())),
                         all.begin()));
    }
}

TEST_CASE("calls of SQL that is not known have a row of their own") {
    Bench bench;
    ScriptedSession session(bench.collector, bench.catalogue);
    events::Call call;
    call.rows = 7;
    bench.collector.on_call(session.info, call);
    const auto ranked = bench.collector.statements().ranked();
    REQUIRE(ranked.size() == 1);
    CHECK(ranked[0]->statement == nullptr);
    CHECK(ranked[0]->rows == 7);
}

TEST_CASE("the overall latency has what clients wait for, failures too, and no set-up") {
    Bench bench;
    ScriptedSession session(bench.collector, bench.catalogue);
    session.query("select 1", 1'000'000);
    session.failing("select 1/0", "22012");
    session.unanswered("select 2");
    events::Exchange startup;
    startup.kind = ExchangeKind::startup;
    startup.outcome = ExchangeOutcome::completed;
    startup.completed = 9'000'000'000;
    bench.collector.on_exchange(session.info, startup);
    events::Exchange prepare;
    prepare.kind = ExchangeKind::prepare;
    prepare.outcome = ExchangeOutcome::skipped;
    bench.collector.on_exchange(session.info, prepare);

    const auto& exchanges = bench.collector.exchanges();
    CHECK(exchanges.total() == 5);
    CHECK(exchanges.count(ExchangeKind::query) == 3);
    CHECK(exchanges.count(ExchangeOutcome::unanswered) == 1);
    CHECK(exchanges.count(ExchangeOutcome::skipped) == 1);
    const auto overall = exchanges.overall_duration();
    CHECK(overall.count() == 2);
    CHECK(overall.max() == 1'000'000);
    CHECK(exchanges.duration(ExchangeKind::startup).count() == 1);
    CHECK(exchanges.parts().service.count() == 2);
    CHECK(exchanges.parts().client_think.count() == 2);
    CHECK(exchanges.parts().queued.count() == 0);
}

TEST_CASE("errors are told by SQLSTATE with fields, statements and samples") {
    CollectorOptions options;
    options.limits.error_samples = 2;
    Bench bench(options);
    ScriptedSession session(bench.collector, bench.catalogue);
    for (int i = 0; i < 4; ++i)
        session.failing("insert into t values (1)", "23505",
                        {{'D', "Key (id)=(1) already exists."}, {'n', "t_pkey"}});
    session.diagnostic('E', "57P01", {}, "FATAL");
    session.diagnostic('N', "00000", {}, "NOTICE");

    const auto& errors = bench.collector.errors();
    CHECK(errors.total() == 5);
    CHECK(*errors.by_severity().find("ERROR") == 4);
    CHECK(*errors.by_severity().find("FATAL") == 1);
    const auto* violation = errors.by_sqlstate().find("23505");
    REQUIRE(violation != nullptr);
    CHECK(violation->count == 4);
    CHECK(violation->field_counts['D'] == 4);
    CHECK(violation->field_counts['H'] == 0);
    REQUIRE(violation->statements.size() == 1);
    CHECK(violation->statements[0].second == 4);
    REQUIRE(violation->samples.size() == 2);
    CHECK(violation->samples[0].field('n') == "t_pkey");
    CHECK(violation->samples[0].user == "app");
    CHECK(violation->samples[0].exchange == 1);
    CHECK(bench.collector.error_log().empty());
    CHECK(bench.collector.notices().total() == 1);
    CHECK(bench.collector.notices().by_sqlstate().find("00000")->count == 1);
}

TEST_CASE("the error log keeps every error until its bound, and counts the rest") {
    CollectorOptions options;
    options.every_error = true;
    options.error_log_bytes = 20'000;
    Bench bench(options);
    ScriptedSession session(bench.collector, bench.catalogue);
    for (int i = 0; i < 100; ++i)
        session.diagnostic('E', "42601", {{'D', std::string(300, 'x')}});
    const auto kept = bench.collector.error_log().size();
    CHECK(kept > 10);
    CHECK(kept < 60);
    CHECK(kept + bench.collector.errors_not_logged() == 100);
    CHECK(bench.collector.errors().total() == 100);
}

TEST_CASE("a field without end and fields without number are cut") {
    CollectorOptions options;
    options.every_error = true;
    Bench bench(options);
    ScriptedSession session(bench.collector, bench.catalogue);
    session.diagnostic('E', "42601", {{'D', std::string(60'000, 'x')}});
    REQUIRE(bench.collector.error_log().size() == 1);
    const auto& error = bench.collector.error_log().front();
    CHECK(error.truncated);
    CHECK(error.field('D').size() <= stats::diagnostic_field_bytes);

    std::string body;
    for (int i = 0; i < 1000; ++i)
        body += std::string("Xx") + '\0';
    session.message({}, 'E', body + '\0', nullptr);
    REQUIRE(bench.collector.error_log().size() == 2);
    CHECK(bench.collector.error_log()[1].field_count == stats::diagnostic_fields);
    CHECK(bench.collector.error_log()[1].truncated);
    CHECK(*bench.collector.errors().by_severity().find("(none)") == 1);
}

TEST_CASE("a canceled statement says how long the cancel took") {
    Bench bench;
    ScriptedSession session(bench.collector, bench.catalogue);
    session.diagnostic('E', "57014", {}, "ERROR", nullptr, 3'000'000);
    CHECK(bench.collector.cancel_time().count() == 1);
    CHECK(bench.collector.cancel_time().max() == 3'000'000);
}

TEST_CASE("sessions are counted by what they are") {
    CollectorOptions options;
    options.limits.listed_sessions = 2;
    Bench bench(options);
    for (const std::uint64_t number : {3U, 1U, 2U, 4U}) {
        ScriptedSession session(bench.collector, bench.catalogue, number);
        if (number == 2) session.info.user = "admin";
        if (number == 3) session.info.encryption = events::Encryption::tls;
        if (number == 4) session.info.cancel_requests = 2;
        session.close();
    }
    ScriptedSession http(bench.collector, bench.catalogue, 5);
    http.info.recognition = events::Recognition::not_postgresql;
    http.info.other_protocol = "HTTP";
    http.close(events::SessionEnd::reset);
    ScriptedSession joined_in_tls(bench.collector, bench.catalogue, 6);
    joined_in_tls.info.recognition = events::Recognition::undecided;
    joined_in_tls.info.encryption = events::Encryption::tls;
    joined_in_tls.close();

    const auto& sessions = bench.collector.sessions();
    CHECK(sessions.total == 6);
    CHECK(sessions.undecided == 1);
    CHECK(sessions.postgresql == 4);
    CHECK(*sessions.not_postgresql.find("HTTP") == 1);
    CHECK(*sessions.by_user.find("app") == 3);
    CHECK(*sessions.by_user.find("admin") == 1);
    CHECK(*sessions.by_protocol_version.find("3.0") == 4);
    CHECK(*sessions.by_end.find("reset") == 1);
    CHECK(sessions.encrypted() == 2);
    CHECK(sessions.cancelled.sessions == 1);
    CHECK(sessions.cancel_requests == 2);
    CHECK(sessions.connection_setup.count() == 4);
    CHECK(sessions.handshake_round_trip.count() == 6);
    // The lowest numbers, whatever the order of closing.
    const auto list = sessions.list();
    REQUIRE(list.size() == 2);
    CHECK(list[0]->info.number == 1);
    CHECK(list[1]->info.number == 2);
    CHECK(sessions.unlisted() == 4);
}

TEST_CASE("merged collectors tell what one would have told") {
    CollectorOptions options;
    options.every_error = true;
    sql::StatementCatalogue catalogue(1000);
    Collector whole(options);
    Collector first(options);
    Collector second(options);
    const auto play = [&](events::Sink& sink, std::uint64_t number) {
        ScriptedSession session(sink, catalogue, number, 1'000'000'000 * PacketTime(number));
        session.begin();
        for (int i = 0; i < 30; ++i)
            session.query("select name from t where id = " + std::to_string(i),
                          1'000'000 + i * 10'000 * PacketTime(number));
        session.wait(300'000'000);
        session.commit();
        for (int i = 0; i < 8; ++i)
            session.failing("update t set a = 1", "40001");
        session.close();
    };
    play(whole, 1);
    play(whole, 2);
    play(second, 2);
    play(first, 1);
    first.merge(second);

    const auto same = [](const stats::Histogram& a, const stats::Histogram& b) {
        CHECK(a.count() == b.count());
        CHECK(a.stddev() == b.stddev());
        CHECK(a.value_at(stats::p90) == b.value_at(stats::p90));
    };
    same(first.exchanges().overall_duration(), whole.exchanges().overall_duration());
    same(first.transactions().duration, whole.transactions().duration);
    same(first.transactions().idle, whole.transactions().idle);
    CHECK(first.exchanges().total() == whole.exchanges().total());
    const auto merged_rows = first.statements().ranked();
    const auto rows = whole.statements().ranked();
    REQUIRE(merged_rows.size() == rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(merged_rows[i]->statement == rows[i]->statement);
        CHECK(merged_rows[i]->calls == rows[i]->calls);
        CHECK(merged_rows[i]->total_ns == rows[i]->total_ns);
        same(merged_rows[i]->duration, rows[i]->duration);
    }
    REQUIRE(first.error_log().size() == 16);
    for (std::size_t i = 0; i < 16; ++i) {
        CHECK(first.error_log()[i].session == whole.error_log()[i].session);
        CHECK(first.error_log()[i].time == whole.error_log()[i].time);
    }
    CHECK(first.errors().by_sqlstate().find("40001")->count == 16);
    CHECK(first.sessions().list().size() == 2);
    REQUIRE(first.behaviour().repeated().size() == 1);
    CHECK(first.behaviour().repeated()[0].calls == 60);
    CHECK(first.behaviour().repeated()[0].runs == 2);
    REQUIRE(first.behaviour().retried().size() == 1);
    CHECK(first.behaviour().retried()[0].errors == 16);
    CHECK(first.behaviour().idle_in_transaction().waits == 2);
}
