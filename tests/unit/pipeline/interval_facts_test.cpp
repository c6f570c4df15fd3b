#include "analyzer/pipeline/interval_facts.h"

#include <catch2/catch.hpp>

using namespace pgoscope;
using events::SkipReason;
using pipeline::facts_between;

namespace {

report::DocumentFacts moment(std::uint64_t packets) {
    report::DocumentFacts facts;
    facts.capture.sources = {{"eth0", "live", "EN10MB", 100, packets, packets * 60, packets / 2}};
    facts.capture.sources.front().outages = {packets / 25, static_cast<Nanoseconds>(packets), true};
    facts.capture.packets = packets;
    facts.capture.dropped_by_kernel = packets / 2;
    if (packets != 0) {
        facts.capture.first_time = 1;
        facts.capture.last_time = static_cast<PacketTime>(packets) * 10;
    }
    facts.capture.written = {"a.pcap", packets, packets * 70, "full", 42};
    facts.transport.segments = packets;
    facts.transport.others = {{"tunnels", packets / 10}};
    facts.limits = {{"connections", packets / 5}};
    return facts;
}

}  // namespace

TEST_CASE("What came between two moments is their difference") {
    const auto facts = facts_between(moment(100), moment(150));
    CHECK(facts.capture.packets == 50);
    CHECK(facts.capture.sources.at(0).path == "eth0");
    CHECK(facts.capture.sources.at(0).packets == 50);
    CHECK(facts.capture.sources.at(0).bytes == 3000);
    CHECK(facts.capture.sources.at(0).dropped_by_kernel == 25);
    REQUIRE(facts.capture.sources.at(0).outages);
    CHECK(facts.capture.sources.at(0).outages->count == 2);
    CHECK(facts.capture.sources.at(0).outages->silence == 50);
    CHECK(facts.capture.sources.at(0).outages->lasting);
    CHECK(facts.capture.dropped_by_kernel == 25);
    CHECK(facts.capture.dropped_by_interface == std::nullopt);
    CHECK(facts.capture.first_time == 1000);
    CHECK(facts.capture.last_time == 1500);
    REQUIRE(facts.capture.written);
    CHECK(facts.capture.written->packets == 50);
    CHECK(facts.capture.written->bytes == 3500);
    CHECK(facts.capture.written->error == "full");
    CHECK(facts.capture.written->missing_since == 42);
    CHECK(facts.transport.segments == 50);
    CHECK(facts.transport.others == report::Counters{{"tunnels", 5}});
    CHECK(facts.limits == report::Counters{{"connections", 10}});
}

TEST_CASE("The first interval begins with its first packet, and an empty one has no times") {
    const auto first = facts_between({}, moment(100));
    CHECK(first.capture.packets == 100);
    CHECK(first.capture.first_time == 1);
    CHECK(first.limits == report::Counters{{"connections", 20}});
    const auto empty = facts_between(moment(100), moment(100));
    CHECK(empty.capture.packets == 0);
    CHECK(empty.capture.first_time == std::nullopt);
    CHECK(empty.capture.last_time == std::nullopt);
}

TEST_CASE("An interval's accounting closes, though bytes wait at its ends") {
    report::DocumentFacts before;
    before.accounting.payload_bytes = 100;
    before.accounting.dissected_bytes = 70;
    before.accounting.skip(SkipReason::waiting, 30);
    report::DocumentFacts now;
    now.accounting.payload_bytes = 120;
    now.accounting.dissected_bytes = 105;
    now.accounting.skip(SkipReason::retransmitted, 10);
    now.accounting.skip(SkipReason::waiting, 5);
    REQUIRE(before.accounting.closes());
    REQUIRE(now.accounting.closes());
    const auto accounting = facts_between(before, now).accounting;
    CHECK(accounting.closes());
    CHECK(accounting.payload_bytes == 50);
    CHECK(accounting.dissected_bytes == 35);
    CHECK(accounting.skipped(SkipReason::waiting) == 5);
}
