#pragma once

#include <cstddef>

#include "analyzer/sql/placeholders.h"
#include "analyzer/sql/text_buffer.h"

namespace pgoscope::sql {

/// Folds a list as it is written: an item that reads like the one before it but for its constants
/// and parameters is taken back, and `, ...` stands for it.
///
/// The skeleton has bare `$` signs, so that two such items are the same bytes. All offsets are
/// into the skeleton.
class ListFold {
  public:
    enum class Mark : bool {
        when_repeated,  ///< `values ($1)` is not `values ($1), ...`
        always,         ///< `in ($1, ...)` whatever the count.
    };

    /// A list whose first item begins at `offset`.
    void start(Mark mark, std::size_t offset, const Placeholders& placeholders) noexcept;
    void start_item(std::size_t offset, const Placeholders& placeholders) noexcept;

    /// The item ends where the skeleton does. True when it was folded away.
    bool end_item(TextBuffer& skeleton, Placeholders& placeholders);

    /// Whether there is an item into which the ones that follow can be folded.
    [[nodiscard]] bool has_head() const noexcept { return head_length_ != 0; }
    /// Takes back everything behind the head, which must be there, in favor of the mark.
    void fold_tail(TextBuffer& skeleton, Placeholders& placeholders);

  private:
    void mark_repetition(TextBuffer& skeleton);

    std::size_t item_ = 0;
    std::size_t item_entries_ = 0;  ///< Placeholders before the item.
    std::size_t head_ = 0;
    std::size_t head_length_ = 0;
    std::size_t tail_ = 0;          ///< Behind the head and its mark.
    std::size_t tail_entries_ = 0;  ///< Placeholders before `tail_`.
    Mark mark_ = Mark::always;
    bool marked_ = false;
};

}  // namespace pgoscope::sql
