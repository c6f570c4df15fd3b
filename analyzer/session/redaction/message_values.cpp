#include "analyzer/session/redaction/message_values.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/copy_context.h"
#include "analyzer/sql/quoted_values.h"
#include "analyzer/sql/secrets/secret_names.h"
#include "dissectors/v2/error_text.h"

namespace pgoscope::session {
namespace {

namespace v3 = dissectors::v3;
using events::QuotedValue;

/// Of the values, and of the names, that are compared with one message.
constexpr std::size_t most_literal_bytes = 65'536;

/// Of what is told of a row: shorter values are parts of any message.
constexpr std::size_t shortest_secret = 4;

/// Schema, table, column, data type, constraint.
constexpr std::string_view name_fields = "stcdn";

/// Text fields beside the message, none of which is a number or a place in the server's source.
constexpr std::string_view fields_without_text = "SVCPpFLR";

void add_values(std::vector<QuotedValue>& to, std::size_t field,
                const std::vector<sql::TextRange>& ranges, bool secret) {
    for (const auto& range : ranges)
        to.push_back({static_cast<std::uint32_t>(field), static_cast<std::uint32_t>(range.begin),
                      static_cast<std::uint32_t>(range.end), secret});
}

void add_request(sql::Literals& to, const RecentRequests::Request& request) {
    if (request.sql)
        to.add_sql(request.text, request.reading);
    else
        to.add_value(request.text);
}

/// Names that fields of the message tell.
std::vector<std::string_view> names_of(const v3::ErrorFields& message) {
    std::vector<std::string_view> names;
    for (const char code : name_fields)
        if (const auto name = message.find(code); name && !name->empty()) names.push_back(*name);
    return names;
}

/// Settings whose values are words of the server, a version or a name that is shown elsewhere.
bool is_plain_setting(std::string_view name) noexcept {
    constexpr std::array<std::string_view, 12> plain{"application_name",
                                                     "client_encoding",
                                                     "server_encoding",
                                                     "server_version",
                                                     "DateStyle",
                                                     "IntervalStyle",
                                                     "is_superuser",
                                                     "integer_datetimes",
                                                     "standard_conforming_strings",
                                                     "in_hot_standby",
                                                     "default_transaction_read_only",
                                                     "scram_iterations"};
    return std::find(plain.begin(), plain.end(), name) != plain.end();
}

/// RAISE may give a message any names.
bool is_value_only(const sql::Literals& own, std::string_view name) {
    const auto has = [&](const std::vector<std::string>& texts) {
        return std::find(texts.begin(), texts.end(), name) != texts.end();
    };
    return has(own.values()) && !has(own.names());
}

/// Whether the detail has the row that failed: NOT NULL, CHECK and WITH CHECK OPTION.
bool tells_row(const v3::ErrorFields& message) noexcept {
    const auto sqlstate = message.find('C').value_or(std::string_view{});
    return sqlstate == "23502" || sqlstate == "23514" || sqlstate == "44000";
}

bool same_in_any_case(std::string_view left, std::string_view right) noexcept {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return sql::fold(a) == sql::fold(b); });
}

}  // namespace

void MessageValues::append_to(Found& to, const events::MessageEvent& event) const {
    if (const auto* message = event.as<v3::ErrorFields>()) append_of_error(to, event, *message);
    if (const auto* status = event.as<v3::ParameterStatus>()) append_of_setting(to, *status);
}

void MessageValues::append_of_error(Found& to, const events::MessageEvent& event,
                                    const v3::ErrorFields& message) const {
    std::vector<std::string> known_secrets;
    for (const auto& secret : secrets.requests())
        known_secrets.push_back(secret.text);
    append_of_copy(to, message, known_secrets);
    sql::Literals literals(most_literal_bytes);
    const auto* own = judged && add_own_request(literals, event) ? &literals : nullptr;
    if (!message.old_style.empty()) {
        const auto text = dissectors::v2::read_error_text(message.old_style).message;
        append_of_text(to, event, message, own, 0, text);
        add_values(to, 0, sql::quoted_secrets(text, known_secrets), true);
        return;
    }
    bool told = false;
    std::size_t index = 0;
    for (const auto& field : message.fields) {
        if (field.code == 'M' && !std::exchange(told, true))
            append_of_text(to, event, message, own, index, field.value);
        if (own != nullptr && name_fields.find(field.code) != std::string_view::npos &&
            is_value_only(*own, field.value))
            add_values(to, index, {{0, field.value.size()}}, false);
        if (fields_without_text.find(field.code) == std::string_view::npos)
            add_values(to, index, sql::quoted_secrets(field.value, known_secrets), true);
        ++index;
    }
}

/// What an error or notice tells of a row of COPY: all of the row where a column of it is one of
/// secrets, and the value of a column that has the name of one.
void MessageValues::append_of_copy(Found& to, const v3::ErrorFields& message,
                                   std::vector<std::string>& known_secrets) const {
    std::size_t index = 0;
    for (const auto& field : message.fields) {
        if (field.code == 'W')
            if (const auto told = sql::copy_context(field.value)) {
                const bool secret = sql::is_secret_name(told->column);
                const auto row = told->column.empty() && copies_secrets;
                if (secret || row) add_values(to, index, {told->data}, true);
                const auto value =
                    field.value.substr(told->data.begin, told->data.end - told->data.begin);
                if (secret && value.size() >= shortest_secret) known_secrets.emplace_back(value);
            }
        if (field.code == 'D' && copies_secrets && tells_row(message)) {
            const auto begin = field.value.find('(');
            const auto end = field.value.rfind(')');
            if (begin < end && end != std::string_view::npos)
                add_values(to, index, {{begin + 1, end}}, true);
        }
        ++index;
    }
}

void MessageValues::append_of_text(Found& to, const events::MessageEvent& event,
                                   const v3::ErrorFields& message, const sql::Literals* own,
                                   std::size_t field, std::string_view text) const {
    // The server's parser quotes the word at which it failed, which may be a password.
    constexpr std::string_view syntax_error = "42601";
    if (long_request && message.find('C') == syntax_error) {
        const sql::ServerMessage whole{
            .text = text, .sqlstate = syntax_error, .routine = {}, .names = {}};
        add_values(to, field, sql::quoted_values(whole, nullptr, sql::Literals{0}), true);
    }
    if (!judged) return;
    sql::Literals recent(most_literal_bytes);
    for (const auto& request : all.requests())
        if (own == nullptr || request.exchange != event.exchange->number)
            add_request(recent, request);
    auto names = names_of(message);
    for (const auto name :
         {std::string_view(event.session.user), std::string_view(event.session.database)})
        if (!name.empty()) names.push_back(name);
    const sql::ServerMessage judged_message{
        .text = text,
        .sqlstate = message.find('C').value_or(std::string_view{}),
        .routine = message.find('R').value_or(std::string_view{}),
        .names = names};
    add_values(to, field, sql::quoted_values(judged_message, own, recent), false);
}

/// Adds what the request said that the message is about. False when not all of it is known.
bool MessageValues::add_own_request(sql::Literals& own, const events::MessageEvent& event) const {
    if (event.exchange == nullptr) return false;
    if (event.exchange->kind == events::ExchangeKind::startup) return true;  // the session's names
    const auto exchange = event.exchange->number;
    if (!all.has_all_of(exchange)) return false;
    const auto* portal = event.portal;
    const auto* statement = event.statement;
    if (portal == nullptr && statement == nullptr && running != nullptr &&
        running->exchange == exchange) {
        if (running->portal) portal = &running->portal->portal;
        statement = running->statement.get();
    }
    if (statement == nullptr && portal != nullptr) statement = portal->statement.get();
    if (portal != nullptr && (statement == nullptr || !all.has_all_of(portal->bound_by)))
        return false;
    const auto bound_by = portal == nullptr ? exchange : portal->bound_by;
    bool has_sql = false;
    for (const auto& request : all.requests()) {
        if (request.exchange != exchange && request.exchange != bound_by) continue;
        has_sql = has_sql || request.sql;
        add_request(own, request);
    }
    if (statement != nullptr) {
        const bool cut = statement->sql.size() >= events::longest_kept_sql;
        if (!statement->known || (cut && !has_sql)) return false;
        own.add_sql(statement->sql, statement->reading);
        has_sql = true;
    }
    return has_sql || event.exchange->kind == events::ExchangeKind::function_call;
}

/// A setting that the session was asked for comes back as it is now.
void MessageValues::append_of_setting(Found& to, const v3::ParameterStatus& status) const {
    if (!judged || is_plain_setting(status.name)) return;
    sql::Literals recent(most_literal_bytes);
    for (const auto& request : all.requests())
        add_request(recent, request);
    const auto& values = recent.values();
    const auto was_sent = [&](std::string_view text) {
        return std::any_of(values.begin(), values.end(),
                           [&](const auto& value) { return same_in_any_case(value, text); });
    };
    bool sent = was_sent(status.value);
    for (auto rest = status.value; !sent && !rest.empty();) {
        // Of a list, such as search_path, each item.
        const auto comma = std::min(rest.find(','), rest.size());
        auto item = rest.substr(0, comma);
        while (!item.empty() && (item.front() == ' ' || item.front() == '"'))
            item.remove_prefix(1);
        if (item.ends_with('"')) item.remove_suffix(1);
        sent = !item.empty() && was_sent(item);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    if (sent) add_values(to, 0, {{0, status.value.size()}}, false);
}

}  // namespace pgoscope::session
