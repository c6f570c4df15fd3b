#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace pgoscope::sql {

/// Text being written: grows, is cleared without giving memory back, and always has `slack` bytes
/// behind its end that may be read and written, so that short texts can be copied as whole blocks.
class TextBuffer {
  public:
    static constexpr std::size_t slack = std::size_t{2} * 16;

    TextBuffer() { grow(0); }
    /// Of which `is_over` tells when it has more than `most` bytes.
    explicit TextBuffer(std::size_t most) : most_(most) { grow(0); }
    TextBuffer(const TextBuffer&) = delete;
    TextBuffer& operator=(const TextBuffer&) = delete;
    ~TextBuffer() = default;

    [[nodiscard]] std::size_t size() const noexcept {
        return static_cast<std::size_t>(end_ - storage_.data());
    }
    [[nodiscard]] std::string_view view() const noexcept { return {storage_.data(), size()}; }

    /// Behind the last byte; until more is written.
    [[nodiscard]] char* end() noexcept { return end_; }

    [[nodiscard]] bool is_over() const noexcept { return end_ > over_; }

    void clear() noexcept { end_ = storage_.data(); }
    /// Drops what is behind `size`, if anything.
    void truncate(std::size_t size) noexcept {
        end_ = storage_.data() + std::min(this->size(), size);
    }

    /// Where `count` bytes may be written; they belong to the text after `commit`.
    [[nodiscard]] char* room(std::size_t count) {
        if (static_cast<std::size_t>(limit_ - end_) < count) [[unlikely]]
            grow(count);
        return end_;
    }
    void commit(std::size_t count) noexcept { end_ += count; }

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
    static constexpr std::size_t least_storage = 1024;

    [[gnu::noinline]] void grow(std::size_t count) {
        const std::size_t used = end_ == nullptr ? 0 : size();
        storage_.resize(std::max(least_storage, 2 * (used + count + slack)));
        over_ = storage_.data() + std::min(most_, storage_.size());
        end_ = storage_.data() + used;
        limit_ = storage_.data() + storage_.size() - slack;
    }

    std::size_t most_ = SIZE_MAX;
    std::vector<char> storage_;
    char* end_ = nullptr;    ///< of the text
    char* limit_ = nullptr;  ///< of what may be committed
    char* over_ = nullptr;   ///< behind `most_` bytes
};

}  // namespace pgoscope::sql
