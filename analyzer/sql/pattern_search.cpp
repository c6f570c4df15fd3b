#include "analyzer/sql/pattern_search.h"

#include "analyzer/sql/byte_class.h"

namespace pgoscope::sql {

void PatternSearch::add(std::string_view pattern, std::uint8_t kinds) {
    if (pattern.empty()) return;
    std::uint32_t at = 0;
    for (const char byte : pattern) {
        auto next = child(at, fold(byte));
        if (next == 0) {
            next = static_cast<std::uint32_t>(nodes_.size());
            nodes_.push_back({.next_sibling = nodes_[at].first_child,
                              .depth = nodes_[at].depth + 1,
                              .byte = fold(byte)});
            nodes_[at].first_child = next;
        }
        at = next;
    }
    nodes_[at].kinds |= kinds;
}

void PatternSearch::prepare() {
    // By depth, so that what is shorter is ready.
    std::vector<std::uint32_t> order{0};
    order.reserve(nodes_.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto parent = order[i];
        for (auto node = nodes_[parent].first_child; node != 0; node = nodes_[node].next_sibling) {
            order.push_back(node);
            if (parent != 0)
                nodes_[node].fallback = step(nodes_[parent].fallback, nodes_[node].byte);
            const auto fallback = nodes_[node].fallback;
            nodes_[node].shorter =
                nodes_[fallback].kinds != 0 ? fallback : nodes_[fallback].shorter;
        }
    }
}

std::uint32_t PatternSearch::child(std::uint32_t node, char byte) const noexcept {
    auto found = nodes_[node].first_child;
    while (found != 0 && nodes_[found].byte != byte)
        found = nodes_[found].next_sibling;
    return found;
}

std::uint32_t PatternSearch::step(std::uint32_t node, char byte) const noexcept {
    const char folded = fold(byte);
    for (;;) {
        if (const auto next = child(node, folded); next != 0) return next;
        if (node == 0) return 0;
        node = nodes_[node].fallback;
    }
}

}  // namespace pgoscope::sql
