#include "analyzer/session/redaction/quotable.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/session/redaction/message_values.h"
#include "analyzer/sql/secrets.h"
#include "dissectors/byte_reader.h"

namespace pgoscope::session {
namespace {

namespace v3 = dissectors::v3;

bool is_control(char byte) noexcept {
    return static_cast<unsigned char>(byte) < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
}

/// Calls `visit` with each text in a value. A value in text format is one text. A binary one, such
/// as an array of text, is divided at its control bytes, which are parts of its numbers.
template <class Visit>
void for_each_text(std::string_view value, Visit&& visit) {
    constexpr std::size_t shortest_part = 3;
    while (!value.empty()) {
        const auto end = std::find_if(value.begin(), value.end(), is_control);
        const auto size = static_cast<std::size_t>(end - value.begin());
        if (size == value.size() || size >= shortest_part) visit(value.substr(0, size));
        value.remove_prefix(std::min(size + 1, value.size()));
    }
}

/// The value of a binary integer of this size. The type of a value is often not known, so the bytes
/// may be something else.
std::optional<std::int64_t> binary_integer(Bytes bytes) noexcept {
    ByteReader reader(bytes);
    switch (bytes.size()) {
        case 2:
            return reader.i16();
        case 4:
            return reader.i32();
        case 8:
            return reader.i64();
        default:
            return std::nullopt;
    }
}

/// The same of a floating-point number, as the server writes it; empty where it is none that a
/// person would write.
std::string binary_float(Bytes bytes) {
    constexpr double smallest = 1e-30;
    const bool is_text = std::all_of(bytes.begin(), bytes.end(),
                                     [](std::uint8_t byte) { return byte >= 0x20 && byte < 0x7F; });
    if (is_text) return {};
    ByteReader reader(bytes);
    std::array<char, 40> written{};
    char* const end = written.data() + written.size();
    const auto spelled = [&](auto number) {
        if (!std::isfinite(number) || std::abs(number) < smallest) return std::string();
        return std::string(written.data(), std::to_chars(written.data(), end, number).ptr);
    };
    if (bytes.size() == sizeof(float)) return spelled(std::bit_cast<float>(reader.u32()));
    if (bytes.size() == sizeof(double)) return spelled(std::bit_cast<double>(reader.u64()));
    return {};
}

std::string in_utf8(std::string_view text, encoding::Converter* converter) {
    std::string converted;
    using enum encoding::Converter::Ends;
    if (converter == nullptr || !converter->append(text, perhaps_cut, converted)) converted = text;
    return converted;
}

}  // namespace

Quotable::Kept& Quotable::kept() {
    if (!kept_) kept_ = std::make_unique<Kept>();
    return *kept_;
}

void Quotable::keep(Context& context, RecentRequests& in, const Request& request) {
    if (in.add(request, context.options.limits.recent_request_bytes, context.recent_requests))
        return;
    auto& acted = context.limits_acted;
    const bool of_session = request.text.size() > context.options.limits.recent_request_bytes;
    ++(of_session ? acted.recent_requests : acted.recent_requests_total);
}

void Quotable::keep_text(Context& context, const Request& request) {
    const auto& executed = context.executed;
    if (sql::may_hold_secrets(request.text) || !executed.empty())
        for (const auto& secret :
             sql::secret_values(request.text, sql::TextKind::code, request.reading, executed))
            keep(context, kept().secrets, {.exchange = request.exchange, .text = secret});
    if (context.options.keep_requests) keep(context, kept().all, request);
}

void Quotable::keep_values_of(Context& context, const events::MessageEvent& event) {
    if (event.exchange == nullptr) return;
    const auto exchange = event.exchange->number;
    if (event.statement != nullptr && event.statement->may_name_secrets)
        keep_secrets_of(context, event);
    if (!context.options.keep_requests) return;
    auto& all = kept().all;
    auto* const converter = event.session.converters[0];
    const auto keep_value = [&](std::string_view value) {
        // The messages that it is compared with are in UTF-8.
        const auto text = in_utf8(value, converter);
        keep(context, all, {.exchange = exchange, .text = text, .cut = event.truncated});
    };
    if (event.truncated) all.forget(exchange);
    if (const auto* fail = event.as<v3::CopyFail>()) for_each_text(fail->message, keep_value);
    const auto* bind = event.as<v3::Bind>();
    const auto* call = event.as<v3::FunctionCall>();
    if (bind == nullptr && call == nullptr) return;
    for (const auto& value : bind != nullptr ? bind->parameters : call->arguments) {
        if (value.null) continue;
        for_each_text(as_text(value.bytes), keep_value);
        if (const auto number = binary_integer(value.bytes)) keep_value(std::to_string(*number));
        if (const auto number = binary_float(value.bytes); !number.empty()) keep_value(number);
    }
}

/// Keeps the parameters whose places in the SQL say that they are secrets.
void Quotable::keep_secrets_of(Context& context, const events::MessageEvent& event) {
    const auto* bind = event.as<v3::Bind>();
    if (bind == nullptr) return;
    const auto& statement = *event.statement;
    const sql::SecretParameters secret(statement.sql, statement.reading,
                                       statement.sql.size() >= events::longest_kept_sql);
    std::uint32_t number = 0;
    for (const auto& value : bind->parameters) {
        ++number;
        if (value.null || !secret.contains(number)) continue;
        for_each_text(as_text(value.bytes), [&](std::string_view text) {
            const auto secret_text = in_utf8(text, event.session.converters[0]);
            keep(context, kept().secrets,
                 {.exchange = event.exchange->number, .text = secret_text});
        });
    }
}

void Quotable::judge_event(Context& context, events::MessageEvent& event,
                           const ExpectedReply* running, const CopyContents* copy) const {
    const RecentRequests none;
    const MessageValues values{.all = kept_ ? kept_->all : none,
                               .secrets = kept_ ? kept_->secrets : none,
                               .judged = context.options.keep_requests,
                               .long_request = is_long(context, event),
                               .running = running,
                               .copies_secrets = copy != nullptr && copy->has_secrets()};
    context.quoted.judged = context.options.keep_requests;
    context.quoted.values.clear();
    values.append_to(context.quoted.values, event);
    event.quoted = &context.quoted;
}

}  // namespace pgoscope::session
