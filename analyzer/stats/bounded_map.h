#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "analyzer/stats/bounded_text.h"

namespace pgoscope::stats {

/// What is known by a name that the traffic chose: at most so many names, and what comes under any
/// further one is put together as `(other)`. Long names are cut. In the order of the names.
template <class Value>
class BoundedMap {
  public:
    static constexpr std::string_view other = "(other)";
    static constexpr std::size_t default_keys = 10'000;

    explicit BoundedMap(std::size_t most_keys = default_keys) : most_keys_(most_keys) {}

    [[nodiscard]] Value& operator[](std::string_view name) {
        if (const auto found = values_.find(name); found != values_.end()) return found->second;
        const auto key = bounded_text(name, name_bytes);
        if (const auto found = values_.find(key); found != values_.end()) return found->second;
        if (values_.size() < most_keys_) return values_[key];
        ++put_together_;
        return values_[std::string(other)];
    }

    /// `merge_value(Value& into, const Value& from)`. Exact unless the bound acts.
    template <class MergeValue>
    void merge(const BoundedMap& from, MergeValue merge_value) {
        for (const auto& [name, value] : from.values_)
            merge_value((*this)[name], value);
        put_together_ += from.put_together_;
    }

    [[nodiscard]] auto begin() const noexcept { return values_.begin(); }
    [[nodiscard]] auto end() const noexcept { return values_.end(); }
    [[nodiscard]] bool empty() const noexcept { return values_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }
    [[nodiscard]] const Value* find(std::string_view name) const noexcept {
        const auto found = values_.find(name);
        return found == values_.end() ? nullptr : &found->second;
    }
    /// How often something went to `(other)`.
    [[nodiscard]] std::uint64_t put_together() const noexcept { return put_together_; }

  private:
    static constexpr std::size_t name_bytes = 256;

    std::size_t most_keys_;
    std::map<std::string, Value, std::less<>> values_;
    std::uint64_t put_together_ = 0;
};

using BoundedCounts = BoundedMap<std::uint64_t>;

inline void merge_counts(BoundedCounts& into, const BoundedCounts& from) {
    into.merge(from, [](std::uint64_t& to, std::uint64_t count) { to += count; });
}

}  // namespace pgoscope::stats
