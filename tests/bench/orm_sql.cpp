#include "tests/bench/orm_sql.h"

#include <array>
#include <string_view>

// Raw literals would hide which quotes are SQL's. NOLINTBEGIN(modernize-raw-string-literal)
namespace bench {
namespace {

using namespace std::string_view_literals;

constexpr std::array tables{
    "customers"sv, "orders"sv,   "order_items"sv, "products"sv,      "addresses"sv,
    "payments"sv,  "invoices"sv, "shipments"sv,   "subscriptions"sv, "audit_events"sv,
};
constexpr std::array columns{
    "id"sv,
    "created_at"sv,
    "updated_at"sv,
    "first_name"sv,
    "last_name"sv,
    "email"sv,
    "status"sv,
    "currency"sv,
    "total_amount"sv,
    "tax_rate"sv,
    "country_code"sv,
    "description"sv,
    "external_reference"sv,
    "version"sv,
    "deleted_at"sv,
    "customer_id"sv,
    "billing_address_id"sv,
    "quantity"sv,
    "unit_price"sv,
    "metadata"sv,
};

/// Shapes are told apart by `shape`, constants by `constant`.
struct Numbers {
    std::uint32_t shape;
    std::uint32_t constant;
};

template <std::size_t count>
std::string_view pick(const std::array<std::string_view, count>& from, std::uint32_t index) {
    return from[index % count];
}

void add(std::string& sql, std::initializer_list<std::string_view> parts) {
    for (const auto part : parts)
        sql.append(part);
}

/// Hibernate: generated aliases, lower case.
std::string hibernate(Numbers numbers) {
    std::string sql = "select ";
    const auto joined = 2 + numbers.shape % 4;
    for (std::uint32_t table = 0; table < joined; ++table) {
        const auto alias =
            std::string(pick(tables, numbers.shape + table)) + std::to_string(table) + "_";
        for (std::uint32_t i = 0; i < columns.size(); ++i) {
            if (table + i > 0) sql += ", ";
            const auto column = pick(columns, i + numbers.shape / 10);
            add(sql, {alias, ".", column, " as ", column.substr(0, 8), std::to_string(i), "_",
                      std::to_string(table), "_", std::to_string(numbers.shape % 7), "_"});
        }
    }
    for (std::uint32_t table = 0; table < joined; ++table) {
        const auto name = pick(tables, numbers.shape + table);
        const auto alias = std::string(name) + std::to_string(table) + "_";
        if (table == 0)
            add(sql, {" from public.", name, " ", alias});
        else
            add(sql, {" left outer join public.", name, " ", alias, " on ",
                      pick(tables, numbers.shape), "0_.id=", alias, ".customer_id"});
    }
    add(sql, {" where ", pick(tables, numbers.shape), "0_.id=", std::to_string(numbers.constant),
              " and ", pick(tables, numbers.shape), "0_.status='open'"});
    return sql;
}

/// Active Record: quoted names, lists of keys.
std::string active_record(Numbers numbers) {
    std::string sql = "SELECT ";
    const auto table = pick(tables, numbers.shape);
    const auto count = 30 + numbers.shape % 50;
    for (std::uint32_t i = 0; i < count; ++i) {
        if (i > 0) sql += ", ";
        add(sql, {"\"", pick(tables, numbers.shape + i / 20), "\".\"", pick(columns, i), "\" AS t",
                  std::to_string(i / 20), "_r", std::to_string(i % 20)});
    }
    add(sql,
        {" FROM \"", table, "\" LEFT OUTER JOIN \"", pick(tables, numbers.shape + 1), "\" ON \"",
         pick(tables, numbers.shape + 1), "\".\"customer_id\" = \"", table, "\".\"id\" WHERE \"",
         table, "\".\"deleted_at\" IS NULL AND \"", table, "\".\"id\" IN ("});
    for (std::uint32_t i = 0; i < 10 + numbers.shape % 30; ++i) {
        if (i > 0) sql += ", ";
        sql += std::to_string(numbers.constant * 31 + i);
    }
    add(sql, {") ORDER BY \"", table, "\".\"created_at\" DESC LIMIT 50"});
    return sql;
}

/// Django: quoted names, the table before each column, parentheses.
std::string django(Numbers numbers) {
    std::string sql = "SELECT ";
    const auto table = pick(tables, numbers.shape);
    for (std::uint32_t i = 0; i < 25 + numbers.shape % 40; ++i) {
        if (i > 0) sql += ", ";
        add(sql,
            {"\"shop_", pick(tables, numbers.shape + i / 20), "\".\"", pick(columns, i), "\""});
    }
    add(sql, {" FROM \"shop_",
              table,
              "\" INNER JOIN \"shop_",
              pick(tables, numbers.shape + 1),
              "\" ON (\"shop_",
              table,
              "\".\"customer_id\" = \"shop_",
              pick(tables, numbers.shape + 1),
              "\".\"id\") WHERE (\"shop_",
              table,
              "\".\"status\" = 'shipped' AND \"shop_",
              table,
              "\".\"total_amount\" >= ",
              std::to_string(numbers.constant),
              ".50 AND NOT (\"shop_",
              table,
              "\".\"email\" LIKE '%@example.com' AND \"shop_",
              table,
              "\".\"email\" IS NOT NULL)) ORDER BY \"shop_",
              table,
              "\".\"updated_at\" DESC LIMIT 21"});
    return sql;
}

/// SQLAlchemy: a line for each clause, labels made of table and column.
std::string sqlalchemy(Numbers numbers) {
    std::string sql = "SELECT ";
    const auto table = pick(tables, numbers.shape);
    for (std::uint32_t i = 0; i < 25 + numbers.shape % 40; ++i) {
        if (i > 0) sql += ", ";
        const auto of = pick(tables, numbers.shape + i / 20);
        add(sql, {of, ".", pick(columns, i), " AS ", of, "_", pick(columns, i)});
    }
    add(sql, {" \nFROM ", table, " JOIN ", pick(tables, numbers.shape + 1), " ON ", table,
              ".id = ", pick(tables, numbers.shape + 1), ".customer_id \nWHERE ", table,
              ".status = 'paid' AND ", table, ".created_at > '2026-11-",
              std::to_string(10 + numbers.constant % 20), "T00:00:00'::timestamp AND ", table,
              ".version = ", std::to_string(numbers.constant), " \n LIMIT 100 OFFSET 200"});
    return sql;
}

/// What all of them do: rows of many columns.
std::string insertion(Numbers numbers) {
    std::string sql = "INSERT INTO \"";
    add(sql, {pick(tables, numbers.shape), "\" ("});
    const auto count = 12 + numbers.shape % 8;
    for (std::uint32_t i = 0; i < count; ++i)
        add(sql, {i > 0 ? ", \"" : "\"", pick(columns, i + numbers.shape / 10), "\""});
    sql += ") VALUES ";
    for (std::uint32_t row = 0; row < 1 + numbers.shape % 8; ++row) {
        sql += row > 0 ? ", (" : "(";
        for (std::uint32_t i = 0; i < count; ++i) {
            if (i > 0) sql += ", ";
            if (i % 3 == 0)
                sql += std::to_string(numbers.constant + row * 7 + i);
            else
                add(sql, {"'value of ", std::to_string(numbers.constant), " it''s'"});
        }
        sql += ")";
    }
    sql += " RETURNING \"id\"";
    return sql;
}

}  // namespace

std::string orm_sql(std::uint32_t number) {
    constexpr std::uint32_t constants_a_shape = 50;
    const Numbers numbers{number / constants_a_shape, 1'000'000 + number};
    switch (numbers.shape % 5) {
        case 0:
            return hibernate(numbers);
        case 1:
            return active_record(numbers);
        case 2:
            return django(numbers);
        case 3:
            return sqlalchemy(numbers);
        default:
            return insertion(numbers);
    }
}

}  // namespace bench
// NOLINTEND(modernize-raw-string-literal)
