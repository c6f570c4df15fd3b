#include <algorithm>

#include "analyzer/sql/statement_writer.h"

/// Parentheses and brackets, and the lists in them that are folded.
namespace pgoscope::sql {

/// In a list that was folded before, the mark takes its place again.
void StatementWriter::write_ellipsis(const Token* tokens) {
    Frame& around = frame();
    const bool in_list = around.folds_items || around.folds_rows;
    if (!in_list || before_ != Glyph::comma || !around.list.has_head()) {
        around.folds_rows = false;
        put(Glyph::ellipsis, '.');
        skeleton_.append("..");
        return;
    }
    around.list.fold_tail(skeleton_, placeholders_);
    before_ = Glyph::ellipsis;
    around.folds_rows = around.folds_rows && tokens[1].kind == TokenKind::comma;
}

void StatementWriter::open(const Token& token) {
    Frame& around = frame();
    const bool paren = token.kind == TokenKind::open_paren;
    const bool after_comma = before_ == Glyph::comma;
    put(paren ? Glyph::open_paren : Glyph::open_bracket, paren ? '(' : '[');

    const std::size_t inside = skeleton_.size();
    enter_depth(depth_ + 1);
    Frame& inner = frame();
    inner = Frame();
    if (depth_ >= deepest_frame) return;

    const Keyword before = trace_.previous();
    inner.type_modifiers = trace_.previous_is(TokenMark::type_complete) ||
                           (paren && trace_.previous_is(TokenMark::modified_type));
    if (paren) {
        inner.cast = before == Keyword::cast;
        inner.extract = before == Keyword::extract;
        inner.operator_name = before == Keyword::operator_;
        inner.positions = before == Keyword::on && trace_.earlier() == Keyword::distinct;
        inner.folds_items = before == Keyword::in;
        inner.row = before == Keyword::values || (around.folds_rows && after_comma);
    } else {
        inner.array = before == Keyword::array || around.array;
        inner.folds_items = inner.array;
    }
    // What is not kept cannot be folded.
    inner.folds_items = inner.folds_items && !spilled_.begun();
    inner.row = inner.row && !spilled_.begun();
    if (inner.folds_items) inner.list.start(ListFold::Mark::always, inside, placeholders_);
    if (inner.row) begin_row(around, inside - 1);
}

void StatementWriter::begin_row(Frame& around, std::size_t opening) {
    if (trace_.previous() == Keyword::values) {
        around.folds_rows = true;
        around.list.start(ListFold::Mark::when_repeated, opening, placeholders_);
    } else {
        around.list.start_item(opening, placeholders_);
    }
}

void StatementWriter::close(const Token* tokens, TokenMark& mark) {
    const char bracket = tokens[0].kind == TokenKind::close_paren ? ')' : ']';
    if (depth_ == 0) return put(Glyph::close, bracket);

    Frame& inner = frame();
    if (inner.folds_items) inner.list.end_item(skeleton_, placeholders_);
    put(Glyph::close, bracket);
    const bool row = inner.row;
    if (inner.type_modifiers) mark.set(TokenMark::type_complete);
    if (inner.operator_name) before_ = Glyph::op;
    if (secrets_.watches()) [[unlikely]]
        secrets_.on_end_of_option();
    enter_depth(depth_ - 1);
    if (!row) return;

    Frame& around = frame();
    if (around.list.end_item(skeleton_, placeholders_)) before_ = Glyph::ellipsis;
    around.folds_rows = tokens[1].kind == TokenKind::comma;
}

/// Where the text was cut in a list, the part behind the mark depends on the place of the cut; it
/// goes, so that all long lists that were cut are one statement.
void StatementWriter::cut_off() {
    const std::size_t deepest = std::min(depth_, deepest_frame - 1);
    for (std::size_t depth = 0; depth <= deepest; ++depth) {
        Frame& around = frames_[depth];
        const bool in_row = depth < deepest && frames_[depth + 1].row;
        const bool folds =
            around.folds_items || (around.folds_rows && (in_row || before_ == Glyph::comma));
        if (folds && around.list.has_head()) {
            around.list.fold_tail(skeleton_, placeholders_);
            break;
        }
    }
    skeleton_.append(" ...");
}

}  // namespace pgoscope::sql
