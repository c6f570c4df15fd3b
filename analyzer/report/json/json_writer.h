#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "analyzer/packet_time.h"
#include "dissectors/bytes.h"

namespace pgoscope::report {

/// Appends the inside of a JSON string (RFC 8259, section 7): quotes, backslashes and controls
/// escaped, what is not UTF-8 replaced by U+FFFD. Answers whether all of it was UTF-8.
bool append_json_escaped(std::string& out, std::string_view text);

/// RFC 4648, section 4.
void append_base64(std::string& out, Bytes bytes);

/// Writes JSON into a string, in the order of the calls. It places the commas; that keys and values
/// alternate and that what begins ends is up to the caller. The string is the caller's and must
/// outlive the writer; nothing else is allocated.
class JsonWriter {
  public:
    /// `compact` has no white space at all (NDJSON); `indented` a line for each member.
    enum class Layout : std::uint8_t { compact, indented };

    explicit JsonWriter(std::string& out, Layout layout = Layout::compact) noexcept
        : out_(out), indented_(layout == Layout::indented) {}

    JsonWriter& begin_object() { return begin('{'); }
    JsonWriter& end_object() { return end('}'); }
    JsonWriter& begin_array() { return begin('['); }
    JsonWriter& end_array() { return end(']'); }
    JsonWriter& begin_object(std::string_view name) { return key(name).begin_object(); }
    JsonWriter& begin_array(std::string_view name) { return key(name).begin_array(); }

    /// A key from the source code: plain ASCII that needs no escape.
    JsonWriter& key(std::string_view name);
    /// A key from the traffic.
    JsonWriter& data_key(std::string_view name);

    JsonWriter& value(std::string_view text);
    JsonWriter& value(double number);  ///< infinities and NaN become null
    template <std::same_as<bool> Boolean>
    JsonWriter& value(Boolean truth) {
        return raw(truth ? "true" : "false");
    }
    template <std::integral Integer>
    requires(!std::same_as<Integer, bool> &&
             !std::same_as<Integer, char>) JsonWriter& value(Integer number) {
        char digits[20];
        const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
        return raw({digits, static_cast<std::size_t>(end - digits)});
    }
    JsonWriter& null() { return raw("null"); }

    template <class Value>
    JsonWriter& member(std::string_view name, const Value& of) {
        return key(name).value(of);
    }
    /// Text from the traffic. What is not UTF-8 is replaced by U+FFFD, and all its bytes are given
    /// again as base64 in a second member, `<name>_b64`.
    JsonWriter& text_member(std::string_view name, std::string_view text);
    /// As `value`; answers whether all of it was UTF-8, for lists that give base64 beside them.
    bool text_value(std::string_view text);
    JsonWriter& base64_value(Bytes bytes);
    /// An integer that may pass 2^53, as a string.
    JsonWriter& integer_text(std::string_view name, std::uint64_t number);
    /// RFC 3339, UTC, nanoseconds.
    JsonWriter& time_member(std::string_view name, PacketTime time);

    /// Ends a document or a line of NDJSON; the next value begins anew.
    JsonWriter& end_line();

  private:
    JsonWriter& begin(char bracket);
    JsonWriter& end(char bracket);
    /// A value that is JSON already.
    JsonWriter& raw(std::string_view json) {
        before_value();
        out_.append(json);
        return *this;
    }
    void before_value() {
        if (after_key_)
            after_key_ = false;
        else
            before_item();
        comma_due_ = true;
    }
    void before_item() {
        if (comma_due_) out_.push_back(',');
        if (indented_ && depth_ > 0) break_line();
    }
    void break_line();

    std::string& out_;
    std::uint32_t depth_ = 0;
    bool indented_;
    bool comma_due_ = false;
    bool after_key_ = false;
};

}  // namespace pgoscope::report
