#include <algorithm>
#include <charconv>
#include <utility>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/secrets/mentions.h"
#include "analyzer/sql/secrets/shell_command.h"
#include "analyzer/sql/secrets/sql_reader.h"
#include "analyzer/sql/secrets/string_constant.h"

/// Constants and parameters: what is hidden, and what is looked into.
namespace pgoscope::sql {

void SqlReader::take_string(const Token& token) {
    const auto named = std::exchange(named_, Named::no);
    const bool closed = is_closed(token);
    // A constant may go on behind a line break.
    const bool goes_on = std::exchange(previous_hidden_, false);
    if (named == Named::direct || goes_on || hides()) {
        look_into_strings();
        if (kind_ == TextKind::prose && token.text().front() == '\'') return hide_quoted(token);
        hide_string(token, closed);
        // `'it's a secret'`: what is read as a name is of the value.
        const auto behind = end_of(token);
        if (behind < text_.size() && is(text_[behind], word_byte)) hide_rest(behind);
        return;
    }
    if (json_member_ || level().brackets || level().secrets != nullptr) use_as_name(token);
    json_member_ = false;
    constants_.push_back({token, closed, level().output()});
    strings_.push_back({token, closed, 0});
}

void SqlReader::take_number(const Token& token) {
    const auto named = std::exchange(named_, Named::no);
    const bool next = std::exchange(number_next_, false);
    const bool direct = named == Named::direct && role_;
    if (level().setting || direct) return take_bare(token);
    const auto& here = level();
    const bool whole = rest_ || here.inherited || here.argument_is_secret() || !here.value;
    if (hides() && (whole || next)) {
        // `0x` and letters that are no digits: what follows is of it.
        auto end = end_of(token);
        while (end < text_.size() && is(text_[end], word_byte))
            ++end;
        finding_.hide(excerpt_, begin_of(token), end);
        if (end > end_of(token)) resume(end);
        previous_hidden_ = true;
    }
}

void SqlReader::take_parameter(const Token& token) {
    const auto named = std::exchange(named_, Named::no);
    if (hides() || named == Named::direct) return mark_parameter(token);
    constants_.push_back({token, true, level().output()});
    std::uint32_t number = 0;
    const auto digits = token.text().substr(1);
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (depth_ == 0) finding_.highest_parameter = std::max(finding_.highest_parameter, number);
}

void SqlReader::mark_parameter(const Token& token) {
    std::uint32_t number = 0;
    const auto digits = token.text().substr(1);
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (depth_ > 0) {
        // EXECUTE '... password = $1' USING 'x'
        leaves_open_ = true;
        return;
    }
    finding_.highest_parameter = std::max(finding_.highest_parameter, number);
    if (number > 0 && number <= 0xffff)
        finding_.parameters.push_back(static_cast<std::uint16_t>(number));
}

void SqlReader::hide_string(const Token& token, bool closed) {
    const auto constant = take_apart(token, finding_.reading, closed);
    previous_hidden_ = true;
    // A place that format() fills: what fills it comes behind the text that this is in.
    const bool filled = depth_ > 0 && constant.inner.find('%') != std::string_view::npos;
    leaves_open_ = leaves_open_ || !closed || filled;
    const auto inner = position(constant.inner.data());
    Excerpt value;
    if (finding_.keep_values)
        append_decoded(value, constant, finding_.reading.trail_bytes, excerpt_, inner);
    // Without its end, what looks like a tag may be of the value.
    if (constant.in_dollars() && !closed)
        finding_.hide(excerpt_, begin_of(token), end_of(token), value.text());
    else
        finding_.hide(excerpt_, inner, inner + constant.inner.size(), value.text());
}

/// In texts that are not SQL, where quotes may mean two things.
void SqlReader::hide_quoted(const Token& token) {
    // Behind the `U&` of a name.
    const auto value = quoted_value(text_, begin_of(token) + token.text().find_first_of("'\""));
    const auto end = std::max(value.end, end_of(token) - (is_closed(token) ? 1 : 0));
    finding_.hide(excerpt_, value.begin, std::max(value.begin, end));
    previous_hidden_ = true;
    const bool filled = depth_ > 0 && token.text().find('%') != std::string_view::npos;
    leaves_open_ = leaves_open_ || value.open || filled;
    const auto behind = std::max(value.resume, end_of(token));
    // `'it's a secret'`
    if (behind < text_.size() && is(text_[behind], word_byte)) return hide_rest(behind);
    resume(behind);
}

/// In texts that are not SQL, a value without quotes counts as well.
bool SqlReader::take_assigned(NamePlace name) {
    if (name.end <= hidden_until_) return false;
    const auto value = assigned_value(text_, name);
    if (!value) return false;
    if (value->end > value->begin || !value->open)
        finding_.hide(excerpt_, value->begin, value->end);
    // A place that format() fills, in quotes.
    const auto written = text_.substr(value->begin, value->end - value->begin);
    const bool filled = depth_ > 0 && written.find('%') != std::string_view::npos;
    leaves_open_ = leaves_open_ || value->open || filled;
    // `password = v.name`, whose end a comma may follow
    const auto column = written.substr(written.rfind('.') + 1);
    if (update_) add_source(column.substr(0, column.find(',')));
    if (value->call) {
        // What it is called with counts, too.
        hidden_until_ = value->end;
        return true;
    }
    named_ = Named::no;
    resume(value->resume);
    previous_hidden_ = true;
    // `'it's a secret'`: what is read as a name is of the value.
    if (read_ < text_.size() && is(text_[read_], word_byte)) hide_rest(read_);
    return true;
}

/// A value without quotes where SQL asks for a constant: PASSWORD of a role, SET.
void SqlReader::take_bare(const Token& token) {
    const auto begin = begin_of(token);
    if (token.kind == TokenKind::quoted_identifier) {
        hide_quoted(token);
    } else {
        const auto end = std::min(text_.find_first_of(" \t\r\n\f\v;", begin), text_.size());
        finding_.hide(excerpt_, begin, std::max(end, end_of(token)));
        resume(std::max(end, end_of(token)));
    }
    previous_hidden_ = true;
}

void SqlReader::hide_rest(std::size_t begin) {
    if (begin < text_.size()) finding_.hide(excerpt_, begin, text_.size());
    resume(text_.size());
    leaves_open_ = finding_.gave_up = true;
}

void SqlReader::hide_constants_from(std::size_t first) {
    look_into_strings();
    for (auto i = first; i < constants_.size(); ++i)
        hide_constant(constants_[i]);
    constants_.resize(std::min(first, constants_.size()));
    compared_.reset();
    previous_hidden_ = false;
}

void SqlReader::hide_constant(const Constant& constant) {
    if (constant.token.kind == TokenKind::parameter)
        mark_parameter(constant.token);
    else
        hide_string(constant.token, constant.closed);
}

/// A constant that names a member of JSON, an argument that comes in pairs, or a setting.
void SqlReader::use_as_name(const Token& token) {
    constexpr std::size_t longest_name = 256;
    if (token.length > longest_name) return;
    const auto inner = inner_of(token, is_closed(token));
    auto name = inner ? inner->text() : std::string_view{};
    const auto* const function = level().secrets;
    if (inner && function != nullptr && function->arrays && level().argument == 0)
        hide_members(*inner);
    while (!name.empty() && (name.back() == '}' || name.back() == '"'))  // '{auth,password}'
        name.remove_suffix(1);
    auto& here = level();
    if (here.secrets != nullptr && here.secrets->setting && here.argument == 0) {
        here.argument_setting =
            is_secret_setting(name) ? Level::Setting::secret : Level::Setting::harmless;
        return;
    }
    if (!is_secret_name(name)) return;
    if (here.secrets != nullptr && here.secrets->pairs) here.pair_next = true;
    if (here.brackets) {
        here.named = true;
        here.pair_next = true;  // ARRAY['password', 'x']
    }
    if (json_member_) named_ = Named::within;
}

/// `{a,x,password,x}`: names and values in turns, or names of what the next argument has.
void SqlReader::hide_members(const Excerpt& array) {
    constexpr std::string_view around = "{}\" \t\r\n";
    const auto text = array.text();
    if (!text.starts_with('{')) return;
    bool is_name = true;
    bool named = false;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(',', at), text.size());
        const auto first = std::min(text.find_first_not_of(around, at), end);
        const auto last = std::max(text.find_last_not_of(around, end - 1) + 1, first);
        const auto member = text.substr(first, last - first);
        if (!is_name && named) finding_.hide(array, first, last);
        named = is_name && is_secret_name(member);
        if (named) level().pair_next = true;
        is_name = !is_name;
        at = end + 1;
    }
}

/// What the constant says; nothing where it is written so that it need not be read.
std::optional<Excerpt> SqlReader::inner_of(const Token& token, bool closed) {
    const auto constant = take_apart(token, finding_.reading, closed);
    Excerpt inner;
    append_decoded(inner, constant, finding_.reading.trail_bytes, excerpt_,
                   position(constant.inner.data()));
    return inner;
}

void SqlReader::look_into_strings() {
    if (strings_.empty()) return;
    const auto strings = std::exchange(strings_, {});
    const bool command = std::exchange(of_command_, false);
    const bool body = std::exchange(of_body_, false);
    const auto& last = strings.back();
    // Most strings have nothing that could be a secret.
    if (strings.size() == 1 && !command && !mentions_secret(last.token.text())) return;
    Excerpt inner;
    for (const auto& string : strings) {
        const auto constant = take_apart(string.token, finding_.reading, string.closed);
        append_decoded(inner, constant, finding_.reading.trail_bytes, excerpt_,
                       position(constant.inner.data()));
    }
    const bool dollars = last.token.text().front() == '$';
    look_into(last.token, inner, body && dollars ? TextKind::code : TextKind::prose, command);
    // RAISE 'bad password of %: %', 'bob', 'x'
    const bool places = raise_ && inner.text().find('%') != std::string_view::npos;
    if (places && names_secret(inner.text())) rest_ = true;
}

void SqlReader::look_into_strings_of_name(const Token& token) {
    if (!mentions_secret(token.text())) return;
    if (const auto inner = inner_of(token, is_closed(token)))
        look_into(token, *inner, TextKind::prose, kind_ == TextKind::prose);
}

void SqlReader::look_into(const Token& token, const Excerpt& inner, TextKind kind, bool command) {
    const auto found = finding_.spans.size();
    bool open = find_secrets(finding_, inner, kind, depth_ + 1);
    if (command || (kind_ == TextKind::prose && looks_like_command(inner.text())))
        open = find_shell_secrets(finding_, inner) || open;
    const auto behind = end_of(token);
    const bool in_word = behind < text_.size() && is(text_[behind], word_byte);
    if (in_word && finding_.spans.size() > found) return hide_rest(behind);
    if (!open) return;
    // What is to come may stand behind the text that this one is in.
    if (behind == text_.size()) leaves_open_ = true;
    if (quotes_pair(behind))
        rest_ = true;
    else
        hide_rest(behind);
}

/// False for `can't take password 'x'`, where the string is what stands between the quotes.
bool SqlReader::quotes_pair(std::size_t behind_string) const noexcept {
    constexpr std::string_view may_follow = " \t\r\n\f\v,);|]:";
    return behind_string == text_.size() ||
           may_follow.find(text_[behind_string]) != std::string_view::npos;
}

}  // namespace pgoscope::sql
