#pragma once

#include <memory>
#include <numeric>
#include <random>

#include <catch2/catch.hpp>

#include "analyzer/session/session_table.h"
#include "analyzer/sql/statement_catalogue.h"
#include "recording_sink.h"
#include "script.h"
#include "tests/support/pg_messages.h"

/// What a session table makes of a script.
struct Told {
    std::unique_ptr<pgoscope::sql::StatementCatalogue> catalogue =
        std::make_unique<pgoscope::sql::StatementCatalogue>(1000);
    std::unique_ptr<RecordingSink> sink = std::make_unique<RecordingSink>();
    pgoscope::events::Accounting accounting;
    pgoscope::session::LimitCounters limits;
    std::vector<pgoscope::events::PreparedTransaction> prepared;  ///< left at the end

    [[nodiscard]] const pgoscope::events::SessionInfo& session(std::size_t index = 0) const {
        REQUIRE(index < sink->closed.size());
        return sink->closed[index];
    }
};

/// Says how many of `left` bytes are delivered next.
using Split = std::size_t (*)(std::mt19937& random, std::size_t left);

/// Plays a script and checks that each of its bytes is accounted for once.
inline Told play(const Script& script, const pgoscope::session::Options& options = {},
                 Split split = nullptr) {
    using Kind = Script::Step::Kind;
    Told told;
    pgoscope::session::SessionTable table(options, *told.catalogue, *told.sink);
    std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same pieces every time
    std::uint64_t packet = 0;
    std::uint64_t payload = 0;
    for (const auto& step : script.steps) {
        const auto& connection = script.connections[step.connection];
        const pgoscope::tcp::Arrival arrival{step.time, ++packet, step.acknowledged};
        auto bytes = pgoscope::as_bytes(step.bytes);
        payload += bytes.size();
        switch (step.kind) {
            case Kind::open:
                table.on_open(connection);
                break;
            case Kind::data:
                while (!bytes.empty()) {
                    const auto count =
                        split != nullptr ? split(random, bytes.size()) : bytes.size();
                    table.on_data(connection, step.direction, bytes.first(count), arrival);
                    bytes = bytes.subspan(count);
                }
                break;
            case Kind::gap:
                table.on_gap(connection, step.direction, step.gap, arrival);
                break;
            case Kind::close:
                table.on_close(connection, step.reason, step.time);
                break;
        }
    }
    told.accounting = table.accounting();
    told.accounting.payload_bytes = payload;
    told.limits = table.limit_counters();
    told.prepared = table.prepared_transactions();
    INFO("of " << payload << " bytes " << told.accounting.dissected_bytes << " dissected");
    CHECK(told.accounting.closes());
    return told;
}

/// The same, and checks that the sink is told the same however the bytes are cut into segments.
inline Told play_split(const Script& script, const pgoscope::session::Options& options = {}) {
    auto told = play(script, options);
    const auto one = [](std::mt19937&, std::size_t) { return std::size_t{1}; };
    CHECK(play(script, options, one).sink->all == told.sink->all);
    const auto some = [](std::mt19937& random, std::size_t left) { return 1 + random() % left; };
    CHECK(play(script, options, some).sink->all == told.sink->all);
    return told;
}

/// A session that is ready at time 10 with its start-up behind it.
inline Script ready_session() {
    Script script;
    script.open(0).client(2, frontend::startup()).server(10, backend::welcome());
    return script;
}

/// Exchanges but the start-up.
inline Lines exchanges(const Told& told) {
    REQUIRE_FALSE(told.sink->exchanges.empty());
    return {told.sink->exchanges.begin() + 1, told.sink->exchanges.end()};
}
