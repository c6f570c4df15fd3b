#include <catch2/catch.hpp>

#include "conversation.h"

namespace {

using pgoscope::events::ExchangeKind;
using pgoscope::events::ExchangeOutcome;
using pgoscope::events::MessageName;
using UpdateType = pgoscope::events::Subscription::UpdateType;

const std::string users(16, '\x11');
const std::string orders(16, '\x22');
const std::string nobody(16, '\0');

std::string subscribe(std::string_view query) {
    return message('\xf0', text(query) + number(0, 2));
}
std::string data(const std::string& id, UpdateType type, unsigned rows) {
    std::string body = id + number(static_cast<unsigned>(type), 1) + number(rows, 4);
    for (unsigned i = 0; i < rows; ++i)
        body += number(1, 2) + value("x");
    return message('\xf2', body);
}
std::string error(const std::string& id) {
    return message('\xf3', id + text("Query error: no"));
}
std::string acknowledge(const std::string& id) {
    return message('\xf4', id + number(1, 2));
}
std::string unsubscribe(const std::string& id) {
    return message('\xf1', id);
}
const std::string row = message('D', number(1, 2) + value("1"));
const std::string query = message('Q', text("select 1"));
const std::string complete = message('C', text("SELECT 1"));

void begin(Conversation& talk) {
    talk.client(startup({"user", "app"}))
        .server(authentication_ok + status("server_version", "14.0 (VibeSQL)") + ready);
    REQUIRE(talk.server_kind == "VibeSQL");
    talk.messages.clear();
    talk.exchanges.clear();
}

}  // namespace

TEST_CASE("the first result answers Subscribe") {
    Conversation talk;
    begin(talk);
    talk.client(subscribe("select * from users")).server(data(users, UpdateType::full, 2));
    REQUIRE(talk.exchanges.size() == 1);
    const auto& exchange = talk.exchanges[0];
    CHECK(exchange.kind == ExchangeKind::subscribe);
    CHECK(exchange.outcome == ExchangeOutcome::completed);
    CHECK(exchange.rows == 2);
    CHECK(exchange.duration() == 1'000'000);
    CHECK(exchange.statement != nullptr);
    CHECK(talk.messages.back().completes);
    CHECK(talk.messages.back().in_dialect);
}

TEST_CASE("updates do not disturb the exchange that is open") {
    Conversation talk;
    begin(talk);
    talk.client(subscribe("select * from users")).server(data(users, UpdateType::full, 0));
    talk.exchanges.clear();
    talk.messages.clear();
    talk.client(query).server(row + data(users, UpdateType::delta_insert, 1) + row + complete +
                              ready);
    REQUIRE(talk.exchanges.size() == 1);
    CHECK(talk.exchanges[0].kind == ExchangeKind::query);
    CHECK(talk.exchanges[0].outcome == ExchangeOutcome::completed);
    CHECK(talk.exchanges[0].response_bytes == 2 * row.size() + complete.size() + ready.size());
    REQUIRE(talk.messages[2].name == MessageName::SubscriptionData);
    CHECK_FALSE(talk.messages[2].exchange);
    CHECK(talk.malformed == 0);
}

TEST_CASE("what a subscription was told is counted up to its end") {
    Conversation talk;
    begin(talk);
    talk.client(subscribe("select * from users")).server(data(users, UpdateType::full, 2));
    talk.server(data(users, UpdateType::delta_delete, 1));
    talk.server("").server(data(users, UpdateType::delta_insert, 3));
    talk.server(error(users));
    SECTION("by Unsubscribe") {
        talk.client(unsubscribe(users)).close();
        REQUIRE(talk.subscriptions.size() == 1);
        CHECK(talk.subscriptions[0].unsubscribed);
    }
    SECTION("with the session") {
        talk.close();
        REQUIRE(talk.subscriptions.size() == 1);
        CHECK_FALSE(talk.subscriptions[0].unsubscribed);
    }
    const auto& told = talk.subscriptions[0];
    CHECK(told.statement != nullptr);
    CHECK(told.updates[static_cast<std::size_t>(UpdateType::full)].rows == 2);
    CHECK(told.updates[static_cast<std::size_t>(UpdateType::delta_delete)].count == 1);
    CHECK(told.updates[static_cast<std::size_t>(UpdateType::delta_insert)].rows == 3);
    CHECK(told.errors == 1);
    CHECK(told.intervals.count == 2);
    CHECK(told.intervals.shortest == 1'000'000);
    CHECK(told.intervals.longest == 2'000'000);
}

TEST_CASE("an acknowledgment leaves Subscribe open for its first result") {
    Conversation talk;
    begin(talk);
    talk.client(subscribe("select * from orders")).server(acknowledge(orders));
    CHECK(talk.exchanges.empty());
    SECTION("which comes") {
        talk.server(data(orders, UpdateType::full, 1));
        REQUIRE(talk.exchanges.size() == 1);
        CHECK(talk.exchanges[0].outcome == ExchangeOutcome::completed);
    }
    SECTION("which fails") {
        talk.server(error(orders));
        REQUIRE(talk.exchanges.size() == 1);
        CHECK(talk.exchanges[0].outcome == ExchangeOutcome::failed);
        talk.close();
        CHECK(talk.subscriptions.empty());
    }
}

TEST_CASE("an error without a subscription fails the oldest Subscribe") {
    Conversation talk;
    begin(talk);
    talk.client(subscribe("delete from users") + subscribe("select * from users"));
    talk.server(error(nobody) + data(users, UpdateType::full, 0));
    REQUIRE(talk.exchanges.size() == 2);
    CHECK(talk.exchanges[0].outcome == ExchangeOutcome::failed);
    CHECK(talk.exchanges[1].outcome == ExchangeOutcome::completed);
}

TEST_CASE("updates that cross Unsubscribe are of the subscription that it ends") {
    Conversation talk;
    begin(talk);
    talk.client(subscribe("select * from users")).server(data(users, UpdateType::full, 2));
    talk.client(subscribe("select * from orders") + unsubscribe(users));
    talk.server(data(users, UpdateType::delta_insert, 3) + error(users) +
                data(orders, UpdateType::full, 1));
    talk.client(unsubscribe(users)).close();
    REQUIRE(talk.subscriptions.size() == 2);
    const auto& told = talk.subscriptions[0];
    CHECK(told.unsubscribed);
    CHECK(told.ended < talk.subscriptions[1].ended);
    CHECK(told.updates[static_cast<std::size_t>(UpdateType::full)].rows == 2);
    CHECK(told.updates[static_cast<std::size_t>(UpdateType::delta_insert)].rows == 3);
    CHECK(told.errors == 1);
    CHECK(talk.subscriptions[1].statement != nullptr);
    REQUIRE(talk.exchanges.size() == 2);
    CHECK(talk.exchanges[1].outcome == ExchangeOutcome::completed);
}

TEST_CASE("a first result that crosses Unsubscribe answers Subscribe all the same") {
    Conversation talk;
    begin(talk);
    talk.client(subscribe("select * from orders")).server(acknowledge(orders));
    talk.client(unsubscribe(orders));
    SECTION("with rows") {
        talk.server(data(orders, UpdateType::full, 1));
        REQUIRE(talk.exchanges.size() == 1);
        CHECK(talk.exchanges[0].outcome == ExchangeOutcome::completed);
    }
    SECTION("with an error") {
        talk.server(error(orders) + error(orders));
        REQUIRE(talk.exchanges.size() == 1);
        CHECK(talk.exchanges[0].outcome == ExchangeOutcome::failed);
    }
    talk.close();
    CHECK(talk.subscriptions.size() == 1);
}

TEST_CASE("of those unsubscribed the oldest is told when they are too many") {
    pgoscope::session::Options options;
    options.limits.subscriptions = 1;
    options.limits.ended_subscriptions = 1;
    Conversation talk(options);
    begin(talk);
    for (const auto& id : {users, orders}) {
        talk.client(subscribe("select 1")).server(data(id, UpdateType::full, 0));
        talk.client(unsubscribe(id));
    }
    CHECK(talk.limits().subscriptions == 0);
    CHECK(talk.limits().ended_subscriptions == 1);
    REQUIRE(talk.subscriptions.size() == 1);
    CHECK(std::string(talk.subscriptions[0].id.bytes.begin(),
                      talk.subscriptions[0].id.bytes.end()) == users);
    talk.server(data(orders, UpdateType::delta_insert, 1)).close();
    REQUIRE(talk.subscriptions.size() == 2);
    CHECK(talk.subscriptions[1].updates[static_cast<std::size_t>(UpdateType::delta_insert)].rows ==
          1);
}

TEST_CASE("what a subscription cannot do is an error of its query") {
    Conversation talk;
    begin(talk);
    talk.client(subscribe("delete from users")).server(error(nobody));
    CHECK(talk.messages.back().error == "Query error: no");
    CHECK(talk.messages.back().failed == "delete from users");
    talk.client(subscribe("select * from users")).server(data(users, UpdateType::full, 0));
    talk.exchanges.clear();
    talk.client(query).server(row + error(users));
    CHECK(talk.messages.back().error == "Query error: no");
    CHECK(talk.messages.back().failed == "select * from users");
    CHECK_FALSE(talk.messages.back().exchange);
    CHECK(talk.exchanges.empty());
    talk.server(complete + ready);
    REQUIRE(talk.exchanges.size() == 1);
    CHECK(talk.exchanges[0].outcome == ExchangeOutcome::completed);
    CHECK(talk.errors == 2);
}

TEST_CASE("subscriptions beyond the limit are counted and not followed") {
    pgoscope::session::Options options;
    options.limits.subscriptions = 1;
    Conversation talk(options);
    begin(talk);
    talk.client(subscribe("select 1") + subscribe("select 2"));
    talk.server(data(users, UpdateType::full, 0) + data(orders, UpdateType::full, 0));
    CHECK(talk.exchanges.size() == 2);
    CHECK(talk.limits().subscriptions == 1);
    talk.close();
    CHECK(talk.subscriptions.size() == 1);
}

TEST_CASE("behind lost bytes an update is a boundary as any message") {
    Conversation talk;
    begin(talk);
    talk.lose(100);
    talk.server(data(users, UpdateType::delta_insert, 1));
    REQUIRE(talk.messages.size() == 1);
    CHECK(talk.messages[0].name == MessageName::SubscriptionData);
    CHECK(talk.accounting().skipped(pgoscope::events::SkipReason::resynchronisation) == 0);
}
