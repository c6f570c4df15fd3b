#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "dissectors/bytes.h"
#include "dissectors/dialect_messages.h"

/// Messages put together by hand, in network byte order.
class Wire {
  public:
    Wire& u8(unsigned value) { return number(value, 1); }
    Wire& u16(unsigned value) { return number(value, 2); }
    Wire& u32(std::uint32_t value) { return number(value, 4); }
    Wire& u64(std::uint64_t value) { return number(value, 8); }
    Wire& raw(std::string_view text) {
        bytes_ += text;
        return *this;
    }
    Wire& text(std::string_view text) { return raw(text).u8(0); }
    Wire& value(std::string_view text) {
        return u32(static_cast<std::uint32_t>(text.size())).raw(text);
    }
    Wire& null() { return u32(0xffffffff); }

    [[nodiscard]] pgoscope::Bytes bytes() const { return pgoscope::as_bytes(bytes_); }
    /// As the length word of its message says.
    [[nodiscard]] std::size_t length() const { return bytes_.size() + 4; }

  private:
    Wire& number(std::uint64_t value, int size) {
        for (int shift = (size - 1) * 8; shift >= 0; shift -= 8)
            bytes_ += static_cast<char>(value >> static_cast<unsigned>(shift) & 0xffU);
        return *this;
    }
    std::string bytes_;
};

/// One message of a dialect, which the test expects to be a `View` of its bytes.
template <class View>
class Told {
  public:
    Told(pgoscope::dissectors::ServerKind kind, pgoscope::dissectors::Direction direction, int tag,
         Wire wire)
        : wire_(std::move(wire)),
          dissection_(pgoscope::dissectors::dissect_dialect(
              kind, direction, static_cast<std::uint8_t>(tag), {wire_.bytes()})) {}
    Told(const Told&) = delete;
    Told& operator=(const Told&) = delete;

    [[nodiscard]] pgoscope::dissectors::MessageName name() const { return dissection_.name; }
    [[nodiscard]] pgoscope::dissectors::v3::Malformation malformation() const {
        return dissection_.malformation;
    }
    [[nodiscard]] bool well_formed() const {
        return malformation() == pgoscope::dissectors::v3::Malformation::none;
    }
    const View& operator*() const { return std::get<View>(dissection_.message); }
    const View* operator->() const { return &**this; }

  private:
    Wire wire_;
    pgoscope::dissectors::DialectDissection dissection_;
};
