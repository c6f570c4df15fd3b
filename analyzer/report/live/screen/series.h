#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace pgoscope::report {

/// The last minute of a figure, a value a second.
class Series {
  public:
    static constexpr std::size_t capacity = 60;

    void add(double value) noexcept {
        values_[next_] = value;
        next_ = (next_ + 1) % capacity;
        size_ = std::min(size_ + 1, capacity);
    }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// `age` seconds ago; less than `size()`.
    [[nodiscard]] double ago(std::size_t age) const noexcept {
        return values_[(next_ + capacity - 1 - age) % capacity];
    }
    /// The newest; 0 without any.
    [[nodiscard]] double last() const noexcept { return size_ == 0 ? 0 : ago(0); }

  private:
    std::array<double, capacity> values_{};
    std::size_t next_ = 0;
    std::size_t size_ = 0;
};

}  // namespace pgoscope::report
