#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "analyzer/sql/text_buffer.h"

namespace pgoscope::sql {

/// The `$` signs of a statement that is being normalized, in the order of its text. Their numbers
/// are known only at its end: constants are numbered after the highest parameter, and
/// parameters that were folded away with their list give their numbers up, so that
/// `in ($1, $2) and b = $3` and `in ($1, $2, $3) and b = $4` become the same.
class Placeholders {
  public:
    /// Numbers above are no parameters to the server; they count as constants.
    static constexpr std::uint32_t highest_parameter = 65'535;

    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

    void clear() noexcept {
        entries_.clear();
        dropped_.clear();
        highest_ = 0;
        sealed_ = false;
    }

    /// `offset` is that of the `$` in the text.
    void add_constant(std::size_t offset) {
        if (!sealed_) entries_.push_back({offset, constant});
    }
    void add_parameter(std::size_t offset, std::uint32_t number) {
        if (!sealed_) entries_.push_back({offset, number});
        if (number > highest_) highest_ = number;
    }
    /// Forgets all whose text lies at `offset` or behind, and takes no more but for the highest
    /// number: the rest of the text is not kept.
    void keep_before(std::size_t offset);
    /// Forgets all entries from the `first` on: their text was folded away.
    void drop_from(std::size_t first);

    /// Writes `skeleton`, the text with bare `$` signs, to `out` with their numbers.
    void render(std::string_view skeleton, TextBuffer& out);

  private:
    static constexpr std::uint32_t constant = 0xFFFF'FFFF;

    struct Entry {
        std::size_t offset;
        std::uint32_t parameter;  ///< Its number, or `constant`.
    };

    void give_up_dropped();
    void forget_repeated_drops();
    [[nodiscard]] std::uint32_t renumbered(std::uint32_t parameter) const;

    std::vector<Entry> entries_;
    std::vector<std::uint32_t> dropped_;  ///< Numbers of parameters folded away.
    std::uint32_t highest_ = 0;           ///< Of the parameters, kept or not.
    bool sealed_ = false;
};

}  // namespace pgoscope::sql
