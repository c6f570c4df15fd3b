#include "analyzer/sql/normaliser.h"

#include <algorithm>

#include "analyzer/sql/byte_block.h"

namespace pgoscope::sql {

void Normaliser::begin(Lexer lexer, bool truncated) {
    lexer_ = lexer;
    at_ = count_ = 0;
    all_read_ = false;
    truncated_ = truncated;
    begun_ = false;
    text_offset_ = 0;
}

void Normaliser::start(std::string_view sql, bool truncated, Reading reading) {
    begin(Lexer(sql, reading), truncated);
    doubtful_.find(sql, reading);
    text_begin_ = sql.data();
    text_end_ = sql.data() + sql.size();
}

void Normaliser::start_pieces(Reading reading) {
    begin(Lexer::of_pieces(reading), false);
    doubtful_.start_pieces(reading);
    pieces_.clear();
    text_begin_ = text_end_ = pieces_.data();
    lexer_.go_on_in(pieces_, false);
}

void Normaliser::add(std::string_view piece) {
    std::string pieces;
    for (std::size_t i = at_; i < count_; ++i)
        pieces.append(tokens_[i].text());
    const std::size_t pending = pieces.size();
    const auto rest = not_consumed();
    pieces.append(rest).append(piece);
    text_offset_ += static_cast<std::uint64_t>(rest.data() - text_begin_);

    pieces_ = std::move(pieces);
    const char* start = pieces_.data();
    for (std::size_t i = at_; i < count_; ++i) {
        tokens_[i].start = start;
        start += tokens_[i].length;
    }
    text_begin_ = pieces_.data() + pending;
    text_end_ = pieces_.data() + pieces_.size();
    const std::string_view text(text_begin_, static_cast<std::size_t>(text_end_ - text_begin_));
    lexer_.go_on_in(text.substr(0, doubtful_.look_at(text, text_offset_, lexer_, false)), false);
}

void Normaliser::finish(bool truncated) {
    truncated_ = truncated;
    const auto rest = not_consumed();
    const auto offset = text_offset_ + static_cast<std::uint64_t>(rest.data() - text_begin_);
    static_cast<void>(doubtful_.look_at(rest, offset, lexer_, true));
    lexer_.go_on_in(rest, true);
}

/// Of the text at hand, by the lexer, which is not given what other readings may still change.
std::string_view Normaliser::not_consumed() const noexcept {
    const char* const rest = lexer_.not_consumed().data();
    return {rest, static_cast<std::size_t>(text_end_ - rest)};
}

/// How many of the tokens that were read mean something that no token to come can change.
std::size_t Normaliser::decided_tokens() const noexcept {
    const std::size_t left = count_ - at_;
    if (all_read_) return left;
    std::size_t undecided = std::min(left, tokens_ahead);
    // Of the last two, what needs no more behind it is decided as well.
    for (; undecided > 0; --undecided) {
        const Token* const token = &tokens_[count_ - undecided];
        if (token->kind == TokenKind::string || token->kind == TokenKind::semicolon) continue;
        const bool needs_two =
            token->kind == TokenKind::op && undecided == 2 && token[1].kind == TokenKind::number;
        if (undecided == 1 || needs_two) break;
    }
    return left - undecided;
}

/// Up to the end of the statement or of the tokens that are decided.
void Normaliser::write_tokens() {
    const Token* const first = &tokens_[at_];
    const Token* const stopped = writer_.write(first, first + decided_tokens(), text_end_);
    at_ = static_cast<std::size_t>(stopped - tokens_.data());
}

/// False when there are no more.
bool Normaliser::read_tokens() {
    if (all_read_) return false;
    std::copy(tokens_.begin() + static_cast<std::ptrdiff_t>(at_),
              tokens_.begin() + static_cast<std::ptrdiff_t>(count_), tokens_.begin());
    count_ -= at_;
    at_ = 0;
    const std::span<Token> room(tokens_.data() + count_, tokens_at_once - count_);
    const auto read = lexer_.read(room);
    if (doubtful_.any()) doubtful_.hide(room.first(read), text_begin_, text_offset_);
    count_ += read;
    if (read == room.size()) return true;
    if (lexer_.next().kind == TokenKind::end) {
        all_read_ = true;
        std::fill_n(tokens_.begin() + static_cast<std::ptrdiff_t>(count_), tokens_ahead, Token{});
        return true;
    }
    return read != 0;
}

NormalisedStatement Normaliser::next() {
    if (!begun_) writer_.begin();
    begun_ = true;
    do {
        write_tokens();
        while (decided_tokens() != 0) {
            const Token& semicolon = tokens_[at_++];
            if (!writer_.empty()) return end_statement(semicolon.start + semicolon.length);
            writer_.begin();
            write_tokens();
        }
    } while (read_tokens());
    if (!all_read_ || writer_.empty()) return {};
    if (truncated_) writer_.cut_off();
    auto statement = end_statement(text_end_);
    statement.truncated = truncated_;
    return statement;
}

NormalisedStatement Normaliser::end_statement(const char* end) {
    begun_ = false;
    const auto written = writer_.finish();
    return {.text = written.text,
            .fingerprint = written.fingerprint,
            .truncated = false,
            .whole = written.whole,
            .end = text_offset_ + static_cast<std::uint64_t>(end - text_begin_)};
}

}  // namespace pgoscope::sql
