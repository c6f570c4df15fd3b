#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <vector>

namespace pgoscope::sql {

/// Text being written: grows, is cleared without giving memory back, and always has `slack`
/// readable bytes behind its end, so that short words can be loaded whole.
class TextBuffer {
  public:
    static constexpr std::size_t slack = 8;

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::string_view view() const noexcept { return {storage_.data(), size_}; }

    void clear() noexcept { size_ = 0; }
    /// Drops what is behind `size`, if anything.
    void truncate(std::size_t size) noexcept { size_ = std::min(size_, size); }

    /// Where `count` bytes may be written; they belong to the text after `commit`.
    [[nodiscard]] char* room(std::size_t count) {
        if (size_ + count + slack > storage_.size()) {
            storage_.resize(2 * (size_ + count + slack));
        }
        return storage_.data() + size_;
    }
    void commit(std::size_t count) noexcept { size_ += count; }

    void append(std::string_view text) {
        if (text.empty()) return;
        std::memcpy(room(text.size()), text.data(), text.size());
        commit(text.size());
    }
    void push(char byte) {
        *room(1) = byte;
        commit(1);
    }

  private:
    std::vector<char> storage_ = std::vector<char>(1024);
    std::size_t size_ = 0;
};

}  // namespace pgoscope::sql
