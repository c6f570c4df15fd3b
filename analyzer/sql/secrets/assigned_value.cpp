#include "analyzer/sql/secrets/assigned_value.h"

#include <algorithm>
#include <array>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/secrets/secret_names.h"

namespace pgoscope::sql {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::string_view blanks = " \t\r\n\f\v";

/// Two quotes are an empty value where one of these, or the end of the text, follows them.
/// Elsewhere they are one quote, doubled.
constexpr std::string_view behind_empty = " \t\r\n\f\v,);]}&|'\"";

std::size_t skip(std::string_view text, std::size_t at, std::string_view bytes) noexcept {
    return std::min(text.find_first_not_of(bytes, std::min(at, text.size())), text.size());
}

char at_or_nul(std::string_view text, std::size_t at) noexcept {
    return at < text.size() ? text[at] : '\0';
}

/// For a name whose opening quote was not seen as one, as where a quoted message quotes JSON:
/// returns where the sign behind the name's closing quote is, or npos.
std::size_t behind_quote(std::string_view text, NamePlace name) noexcept {
    if (name.quoted) return npos;
    const auto at = skip(text, name.end, "\\");
    const char quote = at_or_nul(text, at);
    if (quote != '"' && quote != '\'') return npos;
    const auto sign = skip(text, at + 1, blanks);
    const char first = at_or_nul(text, sign);
    return first == ':' || first == '=' ? sign : npos;
}

/// Where the value begins behind the sign, or npos where there is no sign.
std::size_t behind_sign(std::string_view text, NamePlace name) noexcept {
    auto at = skip(text, name.end, blanks);
    if (const auto quote = behind_quote(text, name); quote != npos) at = quote;
    if (at_or_nul(text, at) == '[') {  // `password[text]:'x'` of test_decoding
        constexpr std::size_t longest_type = 64;
        const auto close = text.substr(at, longest_type).find(']');
        if (close == npos) return npos;
        at = skip(text, at + close + 1, blanks);
    }
    const auto rest = text.substr(at);
    if (rest.starts_with(":=") || rest.starts_with("=>") || rest.starts_with("==")) return at + 2;
    if (rest.starts_with('=')) return at + 1;
    if (rest.starts_with(':') && !rest.starts_with("::")) return at + 1;
    const bool element = name.begin > 0 && text[name.begin - 1] == '<';
    return element && rest.starts_with('>') ? at + 1 : npos;
}

bool is_absent(std::string_view value) noexcept {
    constexpr std::array<std::string_view, 4> words{"null", "true", "false", "default"};
    const auto end = std::find_if(value.begin(), value.end(),
                                  [](char byte) { return !is(byte, word_start_byte); });
    const auto word = value.substr(0, static_cast<std::size_t>(end - value.begin()));
    return std::any_of(words.begin(), words.end(),
                       [&](auto absent) { return detail::same_folded(word, absent); });
}

/// `E`, `U&` and the like before a quote.
std::size_t prefix_bytes(std::string_view value) noexcept {
    if (value.size() > 1 && value[1] == '\'' && is(value[0], word_start_byte)) return 1;
    if (value.size() > 2 && fold(value[0]) == 'u' && value[1] == '&' &&
        (value[2] == '\'' || value[2] == '"'))
        return 2;
    return 0;
}

AssignedValue dollar_quoted(std::string_view text, std::size_t at, std::size_t tag_end) {
    const auto tag = text.substr(at, tag_end + 1 - at);
    const auto close = text.find(tag, tag_end + 1);
    // Where the closing tag is missing, what looks like the opening tag may be part of the value.
    if (close == npos) return {at, text.size(), text.size(), true, false};
    return {tag_end + 1, close, close + tag.size(), false, false};
}

/// A value without quotes ends at a blank, in a query of a URI also at `&`.
AssignedValue bare_value(std::string_view text, std::size_t at, NamePlace name) {
    const char before = name.begin > 0 ? text[name.begin - 1] : '\0';
    const bool of_uri = before == '?' || before == '&';
    const bool of_xml = before == '<';
    AssignedValue value{at, at, at, false, false};
    for (; value.end < text.size(); ++value.end) {
        const char byte = text[value.end];
        if (is(byte, space_byte) || (of_uri && (byte == '&' || byte == '#')) ||
            (of_xml && byte == '<'))
            break;
        if (name.quoted && (byte == ',' || byte == '}' || byte == ']')) break;
        if (byte == '(') value.call = true;
        if (byte == '\\') ++value.end;
        if (byte == '%' && !of_uri) value.open = true;
    }
    value.end = std::min(value.end, text.size());
    value.resume = value.call ? at : value.end;
    // `CASE WHEN ... THEN 'x'`
    if (detail::same_folded(text.substr(at, value.end - at), "case")) {
        value.call = true;
        value.resume = at;
    }
    // `crypt ('x', ...)`
    if (at_or_nul(text, skip(text, value.end, blanks)) == '(') {
        value.call = true;
        value.resume = at;
    }
    return value;
}

}  // namespace

AssignedValue quoted_value(std::string_view text, std::size_t position) {
    // In JSON inside a JSON string, `\"` opens a value and `\"` closes it.
    const bool escaped = text[position] == '\\';
    const auto opening = skip(text, position, "\\");
    const char quote = text[opening];
    auto at = opening;
    while (at < text.size() && text[at] == quote)
        ++at;
    const auto run = at - opening;
    const bool empty = run == 2 && (at == text.size() || behind_empty.find(text[at]) != npos);
    if (empty) return {opening + 1, opening + 1, at, false, false};
    // As many quotes close the value as opened it. An even number of them are doubled quotes: the
    // value stands inside a string constant.
    const std::size_t quotes = run > 0 && run % 2 == 0 ? run : 1;
    const auto begin = opening + quotes;
    for (at = begin; at < text.size(); ++at) {
        if (text[at] == '\\' && !(escaped && at_or_nul(text, at + 1) == quote)) {
            ++at;
            continue;
        }
        if (text[at] != quote) {
            if (escaped && text[at] == '\\') return {begin, at, at + 2, false, false};
            continue;
        }
        auto end = at;
        while (end < text.size() && text[end] == quote)
            ++end;
        // Twice as many quotes as opened the value are a quote within it.
        const auto left = (end - at) % (2 * quotes);
        if (left != 0) {
            const auto close = end - left;
            return {begin, close, std::min(close + quotes, text.size()), false, false};
        }
        at = end - 1;
    }
    return {begin, text.size(), text.size(), true, false};
}

std::optional<AssignedValue> assigned_value(std::string_view text, NamePlace name) {
    auto at = behind_sign(text, name);
    const bool sign = at != npos;
    if (!sign) {
        if (!name.password) return std::nullopt;
        at = name.end;
    }
    at = skip(text, at, blanks);
    if (at == text.size()) {
        if (!sign) return std::nullopt;
        return AssignedValue{at, at, at, true, false};
    }
    const auto value = text.substr(at);
    const auto prefix = prefix_bytes(value);
    const char first = value[prefix];
    const bool escaped_quote = value.size() > 1 && value[0] == '\\' && value[1] == '"';
    if (first == '\'' || escaped_quote || (first == '"' && (sign || !name.quoted)))
        return quoted_value(text, at + prefix);
    if (first == '%' && !name.quoted) {  // such as `%L`, which format() replaces
        auto filled = bare_value(text, at, name);
        filled.open = true;
        return filled;
    }
    if (first == '$') {
        const char behind = at_or_nul(value, 1);
        if (is(behind, digit_byte)) return std::nullopt;
        const auto tag_end = text.find_first_not_of(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789", at + 1);
        if (tag_end != npos && text[tag_end] == '$') return dollar_quoted(text, at, tag_end);
    }
    if (!sign || first == '{' || is_absent(value)) return std::nullopt;
    if (first == '[') {
        const auto close = std::min(text.find(']', at), text.size());
        return AssignedValue{at, close, close, close == text.size(), false};
    }
    // A value without quotes ends with its line.
    return bare_value(text, at, name);
}

}  // namespace pgoscope::sql
