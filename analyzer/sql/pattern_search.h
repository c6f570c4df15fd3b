#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace pgoscope::sql {

/// Finds many patterns in a text at once, in time linear in both (Aho and Corasick). Letters of
/// ASCII match in either case.
class PatternSearch {
  public:
    struct Match {
        std::size_t begin = 0;
        std::size_t end = 0;
        std::uint8_t kinds = 0;  ///< of the pattern, all that it was added with
    };

    PatternSearch() : nodes_(1) {}

    /// `kinds` are bits that mean something to the caller. An empty pattern is never found.
    void add(std::string_view pattern, std::uint8_t kinds);
    /// Behind the last `add`, before the first `find`.
    void prepare();

    /// Calls `visit` with each place of each pattern, in the order of their ends.
    template <class Visit>
    void find(std::string_view text, Visit&& visit) const {
        std::uint32_t at = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            at = step(at, text[i]);
            for (auto found = at; found != 0; found = nodes_[found].shorter)
                if (nodes_[found].kinds != 0)
                    visit(Match{i + 1 - nodes_[found].depth, i + 1, nodes_[found].kinds});
        }
    }

  private:
    /// What a pattern begins with; the first node is the empty beginning.
    struct Node {
        std::uint32_t first_child = 0;
        std::uint32_t next_sibling = 0;
        std::uint32_t fallback = 0;  ///< its longest end that is such a beginning, too
        std::uint32_t shorter = 0;   ///< the longest of those that is a pattern
        std::uint32_t depth = 0;
        char byte = '\0';
        std::uint8_t kinds = 0;  ///< 0: no pattern
    };

    [[nodiscard]] std::uint32_t child(std::uint32_t node, char byte) const noexcept;
    [[nodiscard]] std::uint32_t step(std::uint32_t node, char byte) const noexcept;

    std::vector<Node> nodes_;
};

}  // namespace pgoscope::sql
