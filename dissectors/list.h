#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>

#include "dissectors/byte_reader.h"

namespace pgoscope::dissectors {

/// A list inside a message, decoded while it is walked: nothing is copied and nothing allocated.
/// `Item::read(ByteReader&)` takes one item off the reader. Valid as long as the message's bytes.
///
/// `count()` is what the message announces. Walking yields as many items as the bytes hold, which
/// is fewer only where the end of the message was not kept.
template <class Item>
class List {
  public:
    List() = default;
    List(std::uint32_t count, Bytes bytes) noexcept : count_(count), bytes_(bytes) {}

    [[nodiscard]] std::uint32_t count() const noexcept { return count_; }
    [[nodiscard]] Bytes bytes() const noexcept { return bytes_; }

    class Iterator {
      public:
        using value_type = Item;
        using difference_type = std::ptrdiff_t;

        Iterator(std::uint32_t left, Bytes bytes) noexcept : reader_(bytes), left_(left) {
            advance();
        }
        [[nodiscard]] const Item& operator*() const noexcept { return item_; }
        [[nodiscard]] const Item* operator->() const noexcept { return &item_; }
        Iterator& operator++() noexcept {
            advance();
            return *this;
        }
        void operator++(int) noexcept { advance(); }
        [[nodiscard]] bool operator==(std::default_sentinel_t) const noexcept { return done_; }

      private:
        void advance() noexcept {
            if (left_ == 0) {
                done_ = true;
                return;
            }
            --left_;
            item_ = Item::read(reader_);
            done_ = !reader_.ok();
        }

        ByteReader reader_;
        std::uint32_t left_;
        Item item_{};
        bool done_ = false;
    };

    [[nodiscard]] Iterator begin() const noexcept { return {count_, bytes_}; }
    [[nodiscard]] static std::default_sentinel_t end() noexcept { return {}; }

    /// Takes `count` items off `reader`, which fails when they are not all there. `least_bytes` is
    /// the size of the smallest item: an impossible count is refused before any of them is read.
    [[nodiscard]] static List take(ByteReader& reader, std::uint32_t count,
                                   std::uint32_t least_bytes) noexcept {
        if (!reader.ok()) return {};
        ByteReader walk = reader;
        if (std::uint64_t{count} * least_bytes <= reader.remaining()) {
            for (std::uint32_t i = 0; i < count && walk.ok(); ++i)
                (void)Item::read(walk);
            if (walk.ok()) return {count, reader.bytes(walk.offset() - reader.offset())};
        }
        List kept{count, reader.rest()};
        reader.fail();
        return kept;
    }

  private:
    std::uint32_t count_ = 0;
    Bytes bytes_;
};

}  // namespace pgoscope::dissectors
