#include "analyzer/stats/replication_stats.h"

#include <catch2/catch.hpp>

#include "analyzer/events/copy_payload.h"

using namespace pgoscope;

namespace {

/// A stream of wal2json that told these operations, each with the change of a row or without.
stats::ReplicationStats stream_of(std::initializer_list<std::string_view> operations) {
    stats::ReplicationTable table(1);
    const events::SessionInfo session;
    const dissectors::v3::Dissection dissection;
    const std::vector<events::LogicalChange> changes{{"INSERT", "public.t", 3}};
    for (const auto operation : operations) {
        events::CopyPayload payload;
        auto& logical = payload.content.emplace<events::WalPayload>().logical.emplace();
        logical.operation = operation;
        if (operation == "INSERT") logical.changes = changes;
        table.add(events::MessageEvent{.session = session,
                                       .direction = dissectors::Direction::backend,
                                       .first_time = 0,
                                       .time = 0,
                                       .packet = 1,
                                       .tag = 'd',
                                       .length_bytes = 30,
                                       .missing_bytes = 0,
                                       .truncated = false,
                                       .dissection = dissection,
                                       .payload = &payload});
    }
    events::ReplicationSummary summary;
    summary.kind = events::ReplicationKind::logical;
    summary.plugin = "wal2json";
    table.add(session, summary);
    return table.list().at(0);
}

}  // namespace

TEST_CASE("changes are counted as often as a message has them") {
    const auto stream = stream_of({"INSERT", "INSERT"});
    const auto* operations = stream.changes.find("public.t");
    REQUIRE(operations != nullptr);
    REQUIRE(operations->find("INSERT") != nullptr);
    CHECK(*operations->find("INSERT") == 6);
}

TEST_CASE("a stream without a word about transactions does not tell how many there are") {
    CHECK(stream_of({"INSERT"}).tells_changes_only());
    CHECK_FALSE(stream_of({"BEGIN", "INSERT"}).tells_changes_only());
    CHECK_FALSE(stream_of({}).tells_changes_only());
}
