#include "analyzer/sql/placeholders.h"

#include <algorithm>
#include <charconv>

namespace pgoscope::sql {

void Placeholders::drop_from(std::size_t first) {
    for (std::size_t i = first; i < entries_.size(); ++i) {
        if (entries_[i].parameter != constant) dropped_.push_back(entries_[i].parameter);
    }
    entries_.resize(std::min(first, entries_.size()));
    constexpr std::size_t most_dropped = std::size_t{2} * highest_parameter;
    if (dropped_.size() > most_dropped) forget_repeated_drops();
}

void Placeholders::keep_before(std::size_t offset) {
    while (!entries_.empty() && entries_.back().offset >= offset)
        entries_.pop_back();
    sealed_ = true;
}

void Placeholders::forget_repeated_drops() {
    std::sort(dropped_.begin(), dropped_.end());
    dropped_.erase(std::unique(dropped_.begin(), dropped_.end()), dropped_.end());
}

void Placeholders::render(std::string_view skeleton, TextBuffer& out) {
    if (!dropped_.empty()) give_up_dropped();

    std::uint32_t next_constant = highest_;
    std::size_t copied = 0;
    for (const Entry& entry : entries_) {
        out.append(skeleton.substr(copied, entry.offset + 1 - copied));
        copied = entry.offset + 1;
        const std::uint32_t number =
            entry.parameter == constant ? ++next_constant : entry.parameter;
        constexpr std::size_t longest = 10;
        char* digits = out.room(longest);
        out.commit(
            static_cast<std::size_t>(std::to_chars(digits, digits + longest, number).ptr - digits));
    }
    out.append(skeleton.substr(copied));
}

/// Numbers that no kept parameter bears are closed up.
void Placeholders::give_up_dropped() {
    std::vector<std::uint32_t> kept;
    for (const Entry& entry : entries_) {
        if (entry.parameter != constant) kept.push_back(entry.parameter);
    }
    std::sort(kept.begin(), kept.end());
    forget_repeated_drops();
    std::erase_if(dropped_, [&kept](std::uint32_t number) {
        return std::binary_search(kept.begin(), kept.end(), number);
    });

    highest_ = kept.empty() ? 0 : renumbered(kept.back());
    for (Entry& entry : entries_) {
        if (entry.parameter != constant) entry.parameter = renumbered(entry.parameter);
    }
}

std::uint32_t Placeholders::renumbered(std::uint32_t parameter) const {
    const auto below = std::lower_bound(dropped_.begin(), dropped_.end(), parameter);
    return parameter - static_cast<std::uint32_t>(below - dropped_.begin());
}

}  // namespace pgoscope::sql
