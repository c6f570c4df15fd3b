#include "analyzer/sql/quoted_values.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <tuple>
#include <utility>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/known_values.h"
#include "analyzer/sql/message_quotes.h"
#include "analyzer/sql/type_names.h"

namespace pgoscope::sql {
namespace {

/// A shorter secret is looked for as a word of its own.
constexpr std::size_t shortest_secret_in_words = 6;
/// Parts of one message that are looked at; those behind them count as values.
constexpr std::size_t most_parts = 64;

bool is_one_of(std::string_view text, std::span<const std::string_view> texts) noexcept {
    return std::find(texts.begin(), texts.end(), text) != texts.end();
}

/// What a function of the application says: RAISE and ASSERT of PL/pgSQL, and other languages. They
/// share 38000 with COPY ... PROGRAM.
bool is_own_text(const ServerMessage& message) noexcept {
    constexpr std::array<std::string_view, 9> routines{
        "exec_stmt_raise", "exec_stmt_assert", "do_util_elog",
        "PLy_output",      "PLy_elog_impl",    "pltcl_elog",
        "throw_tcl_error", "plperl_util_elog", "plperl_call_perl_func"};
    if (is_one_of(message.routine, routines)) return true;
    return message.sqlstate == "P0001" || message.sqlstate == "P0004" ||
           (message.sqlstate == "38000" && message.routine.empty());
}

/// They tell bytes by number, and quote nothing but encodings.
bool tells_bytes(std::string_view sqlstate) noexcept {
    return sqlstate == "22021" || sqlstate == "22P05";
}

/// Where what is quoted may come from a row, or from anywhere.
bool may_quote_rows(std::string_view sqlstate) noexcept {
    return sqlstate.empty() || sqlstate == "42601" || sqlstate == "38000" ||
           sqlstate.starts_with("P0") || sqlstate.starts_with("23") ||
           (sqlstate.starts_with("22") && !tells_bytes(sqlstate));
}

/// Whether the character of UTF-8 that `at` lies in is of a script that joins words without spaces,
/// or joins particles to them: from U+3000 on, kana, Chinese, Korean.
bool joins_words(std::string_view text, std::size_t at) noexcept {
    const auto byte = [&] { return static_cast<unsigned char>(text[at]); };
    while (at > 0 && (byte() & 0xC0U) == 0x80)
        --at;
    return byte() >= 0xE3;
}

bool is_whole_word(std::string_view text, TextRange range) noexcept {
    const auto goes_on = [&](std::size_t left) {
        return is(text[left], word_byte) && is(text[left + 1], word_byte) &&
               !joins_words(text, left) && !joins_words(text, left + 1);
    };
    return !(range.begin > 0 && goes_on(range.begin - 1)) &&
           !(range.end < text.size() && goes_on(range.end - 1));
}

/// One message while it is judged.
class Judge {
  public:
    Judge(const ServerMessage& message, std::string_view text, const KnownValues& values,
          const KnownNames& names, bool known)
        : text_(text),
          values_(values),
          names_(names),
          quotes_(text, message.sqlstate.empty()),
          may_quote_rows_(may_quote_rows(message.sqlstate)),
          known_(known),
          found_(text.size() + 1) {}

    std::vector<TextRange> run(bool bytes_by_number) {
        values_.search().find(text_, [&](const PatternSearch::Match& match) {
            auto& found = found_[match.end];
            const bool whole = is_whole_word(text_, {match.begin, match.end});
            if ((match.kinds & KnownValues::outside) != 0 && whole)
                found.longest_outside = std::max(found.longest_outside, match.end - match.begin);
            if ((match.kinds & KnownValues::inside) != 0 ||
                ((match.kinds & KnownValues::word_inside) != 0 && whole))
                found.shortest_inside = std::min(found.shortest_inside, match.end - match.begin);
        });
        judge_parts();
        for (std::size_t end = 0; end < found_.size(); ++end) {
            const TextRange range{end - found_[end].longest_outside, end};
            if (range.begin < end && !is_shown_name(range) && !is_name(range))
                hidden_.push_back(range);
        }
        if (bytes_by_number) hide_bytes();
        if (!known_) hide_unquoted();
        return merged(std::move(hidden_));
    }

  private:
    enum class Verdict : std::uint8_t { shown, value, begins_value };

    void judge_parts() {
        for (std::size_t count = 0;; ++count) {
            const auto part = quotes_.next();
            if (!part) return;
            const auto inner = text_.substr(part->begin, part->end - part->begin);
            quoted_until_ = part->behind;
            if (inner.empty()) continue;
            const auto verdict = count < most_parts ? judge(inner, *part) : Verdict::begins_value;
            if (verdict == Verdict::shown) {
                shown_.push_back({part->begin, part->end});
            } else if (verdict == Verdict::value) {
                hidden_.push_back({part->begin, part->end});
                hide_address(part->behind);
            } else {
                const auto whole = quotes_.to_last_quote(*part);
                hidden_.push_back({whole.begin, whole.end});
                hide_address(whole.behind);
                quoted_until_ = whole.behind;
                return;
            }
        }
    }

    [[nodiscard]] Verdict judge(std::string_view inner, const QuotedPart& part) const {
        if (names_.has(inner) || tells_type(inner, part)) return Verdict::shown;
        if (!known_) return Verdict::begins_value;
        bool has_value = false;
        for (auto end = part.begin; end <= part.end && !has_value; ++end)
            has_value = found_[end].shortest_inside <= end - part.begin;
        const bool is_part = has_value || values_.has_part(inner);
        if (!is_part) return may_quote_rows_ ? Verdict::begins_value : Verdict::shown;
        // The value may go on behind a quote that is one of its own.
        const bool ends_here = !values_.has_part(part.closing) &&
                               (!may_quote_rows_ || inner.size() >= KnownValues::shortest_inside ||
                                values_.has_whole(inner));
        return ends_here ? Verdict::value : Verdict::begins_value;
    }

    /// Some translations quote the type before the value that it does not take.
    [[nodiscard]] bool tells_type(std::string_view inner, const QuotedPart& part) const {
        return is_type_name(inner) && !values_.has_part(inner) &&
               text_.find(part.closing, part.behind) != std::string_view::npos;
    }

    /// `server at "host" (192.0.2.1)`: of a host that is hidden.
    void hide_address(std::size_t behind) {
        constexpr std::string_view before = " (";
        if (behind >= text_.size() || !text_.substr(behind).starts_with(before)) return;
        const auto begin = behind + before.size();
        const auto end = text_.find_first_not_of("0123456789abcdefABCDEF.:%", begin);
        if (end != std::string_view::npos && end > begin && text_[end] == ')')
            hidden_.push_back({begin, end});
    }

    /// `0xe9 0x20`
    void hide_bytes() {
        constexpr std::string_view mark = "0x";
        for (auto at = text_.find(mark); at != std::string_view::npos;) {
            const auto end = std::min(
                text_.find_first_not_of("0123456789abcdefABCDEF", at + mark.size()), text_.size());
            hidden_.push_back({at, end});
            at = text_.find(mark, end);
        }
    }

    /// What the server writes without quotes: numbers, and a word behind the last colon, as in
    /// `invalid value for integer option "fillfactor": x`.
    void hide_unquoted() {
        for (std::size_t end = 0; end < text_.size();) {
            const auto begin = text_.find_first_of("0123456789", end);
            if (begin == std::string_view::npos) break;
            end = std::min(text_.find_first_not_of("0123456789.", begin), text_.size());
            if (is_whole_word(text_, {begin, end}) && !is_shown_name({begin, end}))
                hidden_.push_back({begin, end});
        }
        constexpr std::string_view before = ": ";
        const auto colon = text_.rfind(before);
        if (colon == std::string_view::npos) return;
        const auto word = colon + before.size();
        if (word >= quoted_until_ && text_.find(' ', word) == std::string_view::npos)
            hidden_.push_back({word, text_.size()});
    }

    [[nodiscard]] bool is_name(TextRange range) const {
        return names_.has(text_.substr(range.begin, range.end - range.begin));
    }
    [[nodiscard]] bool is_shown_name(TextRange range) const {
        return std::any_of(shown_.begin(), shown_.end(), [&](const TextRange& name) {
            return range.begin >= name.begin && range.end <= name.end;
        });
    }

    std::string_view text_;
    const KnownValues& values_;
    const KnownNames& names_;
    MessageQuotes quotes_;
    bool may_quote_rows_;
    bool known_;
    /// Of the known values that end at a place of the text. 0 and `npos`: there is none.
    struct Found {
        std::size_t longest_outside = 0;
        std::size_t shortest_inside = std::string_view::npos;
    };
    std::vector<Found> found_;
    std::size_t quoted_until_ = 0;  ///< Behind the last part between quotes.
    std::vector<TextRange> shown_;
    std::vector<TextRange> hidden_;
};

/// The beginning of `text` that is judged, cut between characters of UTF-8.
std::string_view judged_part(std::string_view text) noexcept {
    if (text.size() <= longest_judged_message) return text;
    std::size_t end = longest_judged_message;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80)
        --end;
    return text.substr(0, end);
}

}  // namespace

std::vector<TextRange> quoted_values(const ServerMessage& message, const Literals* own,
                                     const Literals& recent) {
    if (message.text.empty()) return {};
    if (is_own_text(message)) return {{0, message.text.size()}};
    const auto text = judged_part(message.text);
    KnownValues values;
    if (own != nullptr) values.add(*own);
    values.add(recent);
    values.prepare();
    const bool known = own != nullptr && own->complete();
    auto ranges = Judge(message, text, values, KnownNames(message.names, own), known)
                      .run(tells_bytes(message.sqlstate));
    if (text.size() < message.text.size()) ranges.push_back({text.size(), message.text.size()});
    return merged(std::move(ranges));
}

std::vector<TextRange> quoted_secrets(std::string_view text, std::span<const std::string> secrets) {
    if (secrets.empty()) return {};
    KnownValues values;
    for (const auto& secret : secrets)
        values.add(secret);
    values.prepare();
    std::vector<TextRange> ranges;
    const auto judged = judged_part(text);
    values.search().find(judged, [&](const PatternSearch::Match& match) {
        const TextRange range{match.begin, match.end};
        const bool enough = match.end - match.begin >= shortest_secret_in_words;
        if ((match.kinds & KnownValues::inside) != 0 && (enough || is_whole_word(judged, range)))
            ranges.push_back(range);
    });
    MessageQuotes quotes(judged, false);
    for (std::size_t count = 0; count < most_parts; ++count) {
        const auto part = quotes.next();
        if (!part) break;
        const auto inner = judged.substr(part->begin, part->end - part->begin);
        if (inner.size() >= KnownValues::shortest_inside ? values.has_part(inner)
                                                         : values.has_whole(inner))
            ranges.push_back({part->begin, part->end});
    }
    if (judged.size() < text.size()) ranges.push_back({judged.size(), text.size()});
    return merged(std::move(ranges));
}

std::vector<TextRange> merged(std::vector<TextRange> ranges) {
    std::sort(ranges.begin(), ranges.end(), [](const TextRange& a, const TextRange& b) {
        return std::tie(a.begin, a.end) < std::tie(b.begin, b.end);
    });
    std::size_t kept = 0;
    for (const auto& range : ranges) {
        if (range.begin >= range.end) continue;
        if (kept > 0 && range.begin <= ranges[kept - 1].end)
            ranges[kept - 1].end = std::max(ranges[kept - 1].end, range.end);
        else
            ranges[kept++] = range;
    }
    ranges.resize(kept);
    return ranges;
}

std::string without_ranges(std::string_view text, std::span<const TextRange> ranges) {
    std::string shown;
    std::size_t position = 0;
    for (const auto& range : ranges) {
        if (range.begin >= text.size()) break;
        shown.append(text.substr(position, range.begin - position)).append("redacted");
        position = std::min(range.end, text.size());
    }
    return shown.append(text.substr(position));
}

}  // namespace pgoscope::sql
