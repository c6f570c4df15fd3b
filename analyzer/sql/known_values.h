#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/sql/literals.h"
#include "analyzer/sql/pattern_search.h"

namespace pgoscope::sql {

/// The values that a message may quote, made ready for being looked up. Letters of ASCII match in
/// either case.
class KnownValues {
  public:
    /// What a match of `search` means: bits, since a value may be found for several reasons.
    static constexpr std::uint8_t inside = 1;       ///< a value: anywhere between quotes
    static constexpr std::uint8_t word_inside = 2;  ///< between quotes, as a whole word
    static constexpr std::uint8_t outside = 4;      ///< anywhere, as a whole word

    /// A part between quotes that has a value of so many bytes in it is one.
    static constexpr std::size_t shortest_inside = 3;
    /// Outside of quotes a shorter value would be found in words that mean something else.
    static constexpr std::size_t shortest_outside = 4;

    void add(const Literals& literals);
    void add(std::string_view value);
    /// Behind the last `add`, before the first question.
    void prepare();

    [[nodiscard]] const PatternSearch& search() const noexcept { return search_; }
    /// Whether a value has `part` in it. Not the empty one.
    [[nodiscard]] bool has_part(std::string_view part) const;
    [[nodiscard]] bool has_whole(std::string_view value) const;

  private:
    PatternSearch search_;
    std::string joined_;  ///< all values folded, a NUL before and behind each
};

/// Names that may be shown.
class KnownNames {
  public:
    /// `told` by fields of the message; `own` is the request that it is about, null = not known.
    /// Both must outlive this.
    KnownNames(std::span<const std::string_view> told, const Literals* own);

    /// Whether `part` is such a name, or several with dots between them; and, unless it was told,
    /// not a value of the request as well.
    [[nodiscard]] bool has(std::string_view part) const;

  private:
    [[nodiscard]] bool was_told(std::string_view part) const noexcept;
    [[nodiscard]] bool has_name(std::string_view part) const;

    std::span<const std::string_view> told_;
    std::vector<std::string> names_;            ///< folded, sorted
    std::vector<std::string_view> own_values_;  ///< sorted
};

}  // namespace pgoscope::sql
