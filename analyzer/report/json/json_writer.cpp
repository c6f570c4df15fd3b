#include "analyzer/report/json/json_writer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstring>

#include "analyzer/report/text/byte_escape.h"
#include "analyzer/report/text/utc.h"
#include "analyzer/report/text/utf8.h"

namespace pgoscope::report {
namespace {

constexpr std::uint64_t each_byte(std::uint8_t value) noexcept {
    return 0x0101010101010101ULL * value;
}

/// Nonzero if any of eight bytes is zero. Bits may be set above the first zero byte without
/// reason, which does not matter to the question.
constexpr std::uint64_t any_zero(std::uint64_t word) noexcept {
    return (word - each_byte(0x01)) & ~word & each_byte(0x80);
}

/// Nonzero if any of eight bytes is a control, a quote, a backslash or beyond ASCII.
constexpr std::uint64_t any_special(std::uint64_t word) noexcept {
    const auto below_space = (word - each_byte(0x20)) & ~word & each_byte(0x80);
    return below_space | any_zero(word ^ each_byte('"')) | any_zero(word ^ each_byte('\\')) |
           (word & each_byte(0x80));
}

constexpr bool is_special(char c) noexcept {
    const auto byte = static_cast<std::uint8_t>(c);
    return byte < 0x20 || byte == '"' || byte == '\\' || byte >= 0x80;
}

/// Length of what can be copied as it is.
std::size_t plain_prefix(std::string_view text) noexcept {
    std::size_t i = 0;
    for (; i + 16 <= text.size(); i += 16) {
        std::uint64_t words[2];
        std::memcpy(words, text.data() + i, sizeof words);
        if ((any_special(words[0]) | any_special(words[1])) != 0) break;
    }
    while (i < text.size() && !is_special(text[i]))
        ++i;
    return i;
}

/// Of a code point below U+0100.
void append_escape(std::string& out, char c) {
    if (c == '"' || c == '\\')
        out.append({'\\', c});
    else
        append_byte_escape(out, c, "\\u00");
}

/// U+0080 to U+009F: terminals may act on them, on U+009B as on ESC [.
constexpr bool is_c1_control(const Utf8Unit& unit) noexcept {
    return unit.valid && unit.code_point >= 0x80 && unit.code_point < 0xa0;
}

}  // namespace

bool append_json_escaped(std::string& out, std::string_view text) {
    static constexpr std::string_view replacement = "\xef\xbf\xbd";  // U+FFFD
    bool valid = true;
    for (;;) {
        const auto plain = plain_prefix(text);
        out.append(text.data(), plain);
        text.remove_prefix(plain);
        if (text.empty()) return valid;
        if (static_cast<std::uint8_t>(text.front()) < 0x80) {
            append_escape(out, text.front());
            text.remove_prefix(1);
            continue;
        }
        const auto unit = first_unit(text);
        if (is_c1_control(unit))
            append_escape(out, static_cast<char>(unit.code_point));
        else
            out.append(unit.valid ? text.substr(0, unit.length) : replacement);
        valid = valid && unit.valid;
        text.remove_prefix(unit.length);
    }
}

void append_base64(std::string& out, Bytes bytes) {
    static constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    while (!bytes.empty()) {
        const auto taken = std::min<std::size_t>(bytes.size(), 3);
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i)
            group = group << 8U | (i < taken ? bytes[i] : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            out.push_back(i <= taken ? alphabet[group >> (18 - 6 * i) & 0x3fU] : '=');
        bytes = bytes.subspan(taken);
    }
}

JsonWriter& JsonWriter::key(std::string_view name) {
    before_item();
    out_.push_back('"');
    out_.append(name);
    out_.append(indented_ ? "\": " : "\":");
    after_key_ = true;
    return *this;
}

JsonWriter& JsonWriter::data_key(std::string_view name) {
    before_item();
    out_.push_back('"');
    append_json_escaped(out_, name);
    out_.append(indented_ ? "\": " : "\":");
    after_key_ = true;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
    text_value(text);
    return *this;
}

bool JsonWriter::text_value(std::string_view text) {
    before_value();
    out_.push_back('"');
    const bool utf8 = append_json_escaped(out_, text);
    out_.push_back('"');
    return utf8;
}

JsonWriter& JsonWriter::base64_value(Bytes bytes) {
    before_value();
    out_.push_back('"');
    append_base64(out_, bytes);
    out_.push_back('"');
    return *this;
}

JsonWriter& JsonWriter::value(double number) {
    if (!std::isfinite(number)) return null();
    std::array<char, 32> digits{};
    const auto* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return raw({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

JsonWriter& JsonWriter::text_member(std::string_view name, std::string_view text) {
    if (key(name).text_value(text)) return *this;

    before_item();
    out_.push_back('"');
    out_.append(name);
    out_.append(indented_ ? "_b64\": " : "_b64\":");
    after_key_ = true;
    return base64_value(as_bytes(text));
}

JsonWriter& JsonWriter::integer_text(std::string_view name, std::uint64_t number) {
    key(name);
    before_value();
    std::array<char, 20> digits{};
    const auto* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out_.push_back('"');
    out_.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
    out_.push_back('"');
    return *this;
}

JsonWriter& JsonWriter::time_member(std::string_view name, PacketTime time) {
    key(name);
    before_value();
    out_.push_back('"');
    append_rfc3339(out_, time);
    out_.push_back('"');
    return *this;
}

JsonWriter& JsonWriter::end_line() {
    out_.push_back('\n');
    comma_due_ = false;
    return *this;
}

JsonWriter& JsonWriter::begin(char bracket) {
    before_value();
    out_.push_back(bracket);
    comma_due_ = false;
    ++depth_;
    return *this;
}

JsonWriter& JsonWriter::end(char bracket) {
    --depth_;
    if (indented_ && comma_due_) break_line();  // `comma_due_` here: it is not empty
    out_.push_back(bracket);
    comma_due_ = true;
    return *this;
}

void JsonWriter::break_line() {
    out_.push_back('\n');
    out_.append(std::size_t{depth_} * 2, ' ');
}

}  // namespace pgoscope::report
