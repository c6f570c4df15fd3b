#include "analyzer/sql/list_fold.h"

namespace pgoscope::sql {

void ListFold::start(Mark mark, std::size_t offset, const Placeholders& placeholders) noexcept {
    *this = ListFold();
    mark_ = mark;
    start_item(offset, placeholders);
}

void ListFold::start_item(std::size_t offset, const Placeholders& placeholders) noexcept {
    item_ = offset;
    item_entries_ = placeholders.size();
}

bool ListFold::end_item(TextBuffer& skeleton, Placeholders& placeholders) {
    if (item_ >= skeleton.size()) return false;

    const auto text = skeleton.view();
    const auto item = text.substr(item_);
    if (placeholders.size() <= item_entries_) {
        head_length_ = 0;  // nothing in it could differ
        return false;
    }
    if (has_head() && item == text.substr(head_, head_length_)) {
        fold_tail(skeleton, placeholders);
        return true;
    }
    head_ = item_;
    head_length_ = item.size();
    tail_ = skeleton.size();
    tail_entries_ = placeholders.size();
    marked_ = false;
    if (mark_ == Mark::always) mark_repetition(skeleton);
    return false;
}

void ListFold::fold_tail(TextBuffer& skeleton, Placeholders& placeholders) {
    placeholders.drop_from(tail_entries_);
    skeleton.truncate(tail_);
    if (!marked_) mark_repetition(skeleton);
    item_ = tail_;
}

void ListFold::mark_repetition(TextBuffer& skeleton) {
    skeleton.append(", ...");
    tail_ = skeleton.size();
    marked_ = true;
}

}  // namespace pgoscope::sql
