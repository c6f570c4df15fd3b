#pragma once

#include <cstdint>
#include <utility>

namespace pgoscope::session {

/// Memory that what is kept for all sessions may take together: a bound on each session alone would
/// be multiplied by however many sessions somebody opens.
class MemoryBudget {
  public:
    explicit MemoryBudget(std::uint64_t bytes) noexcept : left_(bytes) {}
    MemoryBudget(const MemoryBudget&) = delete;
    MemoryBudget& operator=(const MemoryBudget&) = delete;
    ~MemoryBudget() = default;

    /// What one thing takes, given back when it goes. The budget must outlive it.
    class Share {
      public:
        Share() = default;
        Share(Share&& other) noexcept
            : budget_(std::exchange(other.budget_, nullptr)), bytes_(other.bytes_) {}
        Share& operator=(Share&& other) noexcept {
            std::swap(budget_, other.budget_);
            std::swap(bytes_, other.bytes_);
            return *this;
        }
        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;
        ~Share() {
            if (budget_ != nullptr) budget_->left_ += bytes_;
        }
        [[nodiscard]] bool granted() const noexcept { return budget_ != nullptr; }

      private:
        friend class MemoryBudget;
        Share(MemoryBudget& budget, std::uint64_t bytes) noexcept
            : budget_(&budget), bytes_(bytes) {}

        MemoryBudget* budget_ = nullptr;
        std::uint64_t bytes_ = 0;
    };

    /// Not granted when less than that is left.
    [[nodiscard]] Share take(std::uint64_t bytes) noexcept {
        if (bytes > left_) return {};
        left_ -= bytes;
        return {*this, bytes};
    }
    [[nodiscard]] std::uint64_t left() const noexcept { return left_; }

  private:
    std::uint64_t left_;
};

}  // namespace pgoscope::session
