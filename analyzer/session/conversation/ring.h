#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace pgoscope::session {

/// A queue whose places are used again: nothing is allocated once it has grown to what a session
/// needs, and elements keep the memory they own.
template <class T>
class Ring {
  public:
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// `index` from 0 at the front.
    [[nodiscard]] T& operator[](std::size_t index) noexcept { return places_[at(index)]; }
    [[nodiscard]] const T& operator[](std::size_t index) const noexcept {
        return places_[at(index)];
    }
    [[nodiscard]] T& front() noexcept { return (*this)[0]; }
    [[nodiscard]] T& back() noexcept { return (*this)[size_ - 1]; }

    /// Makes room at the back and returns the place as its last user left it.
    [[nodiscard]] T& push_back() {
        if (size_ == places_.size()) grow();
        ++size_;
        return back();
    }
    void pop_front() noexcept {
        // An empty queue begins at the first place again, so that it fetches no others from memory.
        head_ = --size_ == 0 ? 0 : at(1);
    }

  private:
    [[nodiscard]] std::size_t at(std::size_t index) const noexcept {
        return (head_ + index) & mask_;
    }
    [[gnu::cold, gnu::noinline]] void grow() {
        std::vector<T> larger(places_.empty() ? 4 : places_.size() * 2);
        for (std::size_t i = 0; i < size_; ++i)
            larger[i] = std::move((*this)[i]);
        places_ = std::move(larger);
        mask_ = places_.size() - 1;
        head_ = 0;
    }

    std::vector<T> places_;  // a power of two of them
    std::size_t mask_ = 0;   // one less
    std::size_t head_ = 0;
    std::size_t size_ = 0;
};

}  // namespace pgoscope::session
