#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>

#include "dissectors/byte_reader.h"

namespace pgoscope::dissectors::v2 {

/// A list inside a message, decoded while it is walked, whose items look different from version to
/// version or row to row: `Layout::read(ByteReader&, index)` takes item `index`, from 0, off the
/// reader. Otherwise as `dissectors::List`: `count()` is what the message announces, walking yields
/// as many items as the bytes hold, and both live as long as the message's bytes.
template <class Layout>
class LaidOutList {
  public:
    using Item = typename Layout::Item;

    LaidOutList() = default;
    LaidOutList(std::uint32_t count, Bytes bytes, Layout layout) noexcept
        : count_(count), bytes_(bytes), layout_(layout) {}

    [[nodiscard]] std::uint32_t count() const noexcept { return count_; }
    [[nodiscard]] Bytes bytes() const noexcept { return bytes_; }
    [[nodiscard]] const Layout& layout() const noexcept { return layout_; }

    class Iterator {
      public:
        using value_type = Item;
        using difference_type = std::ptrdiff_t;

        Iterator(std::uint32_t count, Bytes bytes, Layout layout) noexcept
            : reader_(bytes), layout_(layout), count_(count) {
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
            if (next_ == count_) {
                done_ = true;
                return;
            }
            item_ = layout_.read(reader_, next_++);
            done_ = !reader_.ok();
        }

        ByteReader reader_;
        Layout layout_;
        std::uint32_t count_;
        std::uint32_t next_ = 0;
        Item item_{};
        bool done_ = false;
    };

    [[nodiscard]] Iterator begin() const noexcept { return {count_, bytes_, layout_}; }
    [[nodiscard]] static std::default_sentinel_t end() noexcept { return {}; }

    /// Takes `count` items off `reader`, which fails when they are not all there. The work is
    /// bounded by the bytes: every item but a NULL has some, and NULLs are counted by a bitmap.
    [[nodiscard]] static LaidOutList take(ByteReader& reader, std::uint32_t count,
                                          Layout layout) noexcept {
        if (!reader.ok()) return {};
        ByteReader walk = reader;
        for (std::uint32_t i = 0; i < count && walk.ok(); ++i)
            (void)layout.read(walk, i);
        if (walk.ok()) return {count, reader.bytes(walk.offset() - reader.offset()), layout};
        LaidOutList kept{count, reader.rest(), layout};
        reader.fail();
        return kept;
    }

  private:
    std::uint32_t count_ = 0;
    Bytes bytes_;
    Layout layout_;
};

}  // namespace pgoscope::dissectors::v2
