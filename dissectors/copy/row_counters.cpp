#include "dissectors/copy/row_counters.h"

namespace pgoscope::dissectors::copy {

bool LineEnds::ends_row(char character, bool is_data) noexcept {
    if (ended_) return false;
    const bool second_of_two = after_return_ && character == '\n' && !is_data;
    after_return_ = character == '\r' && !is_data;
    if (second_of_two) return false;
    if (is_data || (character != '\n' && character != '\r')) {
        constexpr char end_mark[] = {'\\', '.'};
        end_mark_ = end_mark_ && length_ < 2 && character == end_mark[length_];
        ++length_;
        return false;
    }
    ended_ = is_end_mark();
    length_ = 0;
    end_mark_ = true;
    return !ended_;
}

void TextRowCounter::feed(Bytes piece) noexcept {
    for (const auto character : as_text(piece)) {
        const bool is_data = escaped_;
        escaped_ = !escaped_ && character == '\\';
        if (lines_.ends_row(character, is_data)) ++rows_;
    }
}

void CsvRowCounter::feed(Bytes piece) noexcept {
    for (const auto character : as_text(piece)) {
        const bool is_data = quoted_;
        if (escaped_)
            escaped_ = false;
        else if (quoted_ && character == escape_ && escape_ != quote_)
            escaped_ = true;
        else if (character == quote_)  // two of them inside quotes end and begin: the same
            quoted_ = !quoted_;
        if (lines_.ends_row(character, is_data)) ++rows_;
    }
}

void JsonRowCounter::feed(Bytes piece) noexcept {
    using Kind = json::Token::Kind;
    while (const auto token = tokens_.next(piece)) {
        if (token->kind == Kind::begin_object && open_objects_++ == 0) ++rows_;
        if (token->kind == Kind::end_object) --open_objects_;
    }
}

}  // namespace pgoscope::dissectors::copy
