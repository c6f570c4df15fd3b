#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "dissectors/bytes.h"

namespace pgoscope {

/// Reads untrusted bytes in order. Failure is sticky: the first read past the end makes every later
/// read yield zero or nothing, so a parser reads all its fields in a straight line and asks `ok()`
/// once. Views it returns live as long as the bytes it was given.
class ByteReader {
  public:
    constexpr explicit ByteReader(Bytes bytes) noexcept : bytes_(bytes) {}

    [[nodiscard]] constexpr bool ok() const noexcept { return ok_; }
    /// All read without failure and nothing left over.
    [[nodiscard]] constexpr bool finished() const noexcept { return ok_ && remaining() == 0; }
    [[nodiscard]] constexpr std::size_t remaining() const noexcept {
        return bytes_.size() - offset_;
    }
    /// Offset of the next byte; after a failure, of the field that did not fit.
    [[nodiscard]] constexpr std::size_t offset() const noexcept { return offset_; }

    /// An integer of network byte order.
    template <std::unsigned_integral T>
    [[nodiscard]] T big_endian() noexcept {
        T value = load<T>();
        if constexpr (std::endian::native == std::endian::little) value = byte_swapped(value);
        return value;
    }
    template <std::unsigned_integral T>
    [[nodiscard]] T little_endian() noexcept {
        T value = load<T>();
        if constexpr (std::endian::native == std::endian::big) value = byte_swapped(value);
        return value;
    }

    [[nodiscard]] std::uint8_t u8() noexcept { return load<std::uint8_t>(); }
    [[nodiscard]] std::uint16_t u16() noexcept { return big_endian<std::uint16_t>(); }
    [[nodiscard]] std::uint32_t u32() noexcept { return big_endian<std::uint32_t>(); }
    [[nodiscard]] std::uint64_t u64() noexcept { return big_endian<std::uint64_t>(); }
    [[nodiscard]] std::int16_t i16() noexcept { return static_cast<std::int16_t>(u16()); }
    [[nodiscard]] std::int32_t i32() noexcept { return static_cast<std::int32_t>(u32()); }
    [[nodiscard]] std::int64_t i64() noexcept { return static_cast<std::int64_t>(u64()); }

    [[nodiscard]] Bytes bytes(std::uint64_t count) noexcept {
        if (!ok_ || count > remaining()) {
            ok_ = false;
            return {};
        }
        const auto taken = bytes_.subspan(offset_, static_cast<std::size_t>(count));
        offset_ += taken.size();
        return taken;
    }
    void skip(std::uint64_t count) noexcept { (void)bytes(count); }
    [[nodiscard]] Bytes rest() noexcept { return bytes(remaining()); }

    /// Text up to its NUL, which is consumed and not returned; without a NUL the read fails.
    [[nodiscard]] std::string_view c_string() noexcept {
        if (!ok_) return {};
        const auto left = as_text(bytes_.subspan(offset_));
        const auto end = left.find('\0');
        if (end == std::string_view::npos) {
            ok_ = false;
            return {};
        }
        offset_ += end + 1;
        return left.substr(0, end);
    }

    /// Marks the input as not what it should be, for checks that are not about length.
    void fail() noexcept { ok_ = false; }

  private:
    template <std::unsigned_integral T>
    [[nodiscard]] T load() noexcept {
        T value{};
        if (!ok_ || sizeof(T) > remaining()) {
            ok_ = false;
            return value;
        }
        std::memcpy(&value, bytes_.data() + offset_, sizeof(T));
        offset_ += sizeof(T);
        return value;
    }
    template <std::unsigned_integral T>
    [[nodiscard]] static T byte_swapped(T value) noexcept {
        if constexpr (sizeof(T) == 2)
            return __builtin_bswap16(value);
        else if constexpr (sizeof(T) == 4)
            return __builtin_bswap32(value);
        else if constexpr (sizeof(T) == 8)
            return __builtin_bswap64(value);
        else
            return value;
    }

    Bytes bytes_;
    std::size_t offset_ = 0;
    bool ok_ = true;
};

}  // namespace pgoscope
