#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace pgoscope::report {

/// Keeps the entries that come first by `before`, in that order.
template <class Entry, class Before>
void keep_first(std::vector<Entry>& entries, std::size_t most, Before before) {
    const auto kept = std::min(entries.size(), most);
    std::partial_sort(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(kept),
                      entries.end(), before);
    entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(kept), entries.end());
}

}  // namespace pgoscope::report
