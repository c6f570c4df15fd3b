#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pgoscope::sql {

/// A text, or the decoded value of a string constant in it, with the position in the whole text
/// that each byte came from. The whole text has at most 4 GiB.
class Excerpt {
  public:
    /// The whole text, or a part of it as written. `text` must outlive the excerpt.
    explicit Excerpt(std::string_view text, std::size_t begin = 0) : whole_(text), begin_(begin) {}
    /// An empty value, to be filled by append.
    Excerpt() = default;

    [[nodiscard]] std::string_view text() const noexcept {
        return origins_.empty() ? whole_ : std::string_view(decoded_);
    }
    /// Where in the whole text the byte at `position` begins. For the position behind the last
    /// byte: where that byte ends.
    [[nodiscard]] std::size_t origin(std::size_t position) const noexcept {
        if (origins_.empty()) return begin_ + position;
        return position < origins_.size() ? origins_[position] : end_;
    }
    /// Where in the whole text the byte before `position` ends. Unlike `origin(position)`, this is
    /// not behind bytes that decoding left out between the two.
    [[nodiscard]] std::size_t origin_of_end(std::size_t position) const noexcept {
        if (origins_.empty()) return begin_ + position;
        return position == 0 ? origins_.front() : ends_[position - 1];
    }

    /// Appends a decoded byte, which the whole text writes from `begin` to `end`.
    void append(char byte, std::size_t begin, std::size_t end) {
        decoded_.push_back(byte);
        origins_.push_back(static_cast<std::uint32_t>(begin));
        ends_.push_back(static_cast<std::uint32_t>(end));
        end_ = end;
    }

  private:
    std::string_view whole_;
    std::size_t begin_ = 0;
    std::string decoded_;
    std::vector<std::uint32_t> origins_;
    std::vector<std::uint32_t> ends_;
    std::size_t end_ = 0;
};

}  // namespace pgoscope::sql
