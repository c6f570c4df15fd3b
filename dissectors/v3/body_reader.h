#pragma once

#include <algorithm>

#include "dissectors/v3/dissect.h"

namespace pgoscope::dissectors::v3 {

/// A ByteReader over a message body that may have lost its end: text that runs into the missing
/// part is taken as far as it goes, and running out of bytes is no malformation.
class BodyReader : public ByteReader {
  public:
    explicit BodyReader(Body body) noexcept : ByteReader(body.bytes), complete_(body.complete) {}

    [[nodiscard]] std::string_view text() noexcept {
        if (complete_) return c_string();
        ByteReader attempt(static_cast<const ByteReader&>(*this));
        const auto whole = attempt.c_string();
        if (!attempt.ok()) return as_text(rest());
        skip(whole.size() + 1);
        return whole;
    }

    /// So many bytes, or as many of them as are not in the missing part.
    [[nodiscard]] Bytes bytes_at_hand(std::uint64_t count) noexcept {
        return bytes(complete_ ? count : std::min<std::uint64_t>(count, remaining()));
    }

    [[nodiscard]] FormatCodes format_codes() noexcept {
        const auto count = u16();
        return {count, bytes(std::uint64_t{count} * 2)};
    }

    template <class Item>
    [[nodiscard]] List<Item> list(std::uint32_t least_bytes) noexcept {
        return List<Item>::take(*this, u16(), least_bytes);
    }

    void require(bool condition) noexcept {
        if (ok() && !condition) {
            invalid_ = true;
            fail();
        }
    }

    /// What is wrong with the body after all its fields were read.
    [[nodiscard]] Malformation verdict() const noexcept {
        if (invalid_) return Malformation::invalid_value;
        if (!ok()) return complete_ ? Malformation::field_overrun : Malformation::none;
        return remaining() == 0 ? Malformation::none : Malformation::trailing_bytes;
    }

  private:
    bool complete_;
    bool invalid_ = false;
};

/// Reads the fields of one message off a reader.
using Decoder = Message (*)(BodyReader&) noexcept;

/// For messages that have no body.
template <class View>
Message decode_empty(BodyReader&) noexcept {
    return View{};
}

[[nodiscard]] inline Dissection run(MessageName name, Decoder decoder, Body body) noexcept {
    BodyReader reader(body);
    Dissection dissection{name, Malformation::none, 0, decoder(reader)};
    dissection.malformation = reader.verdict();
    dissection.offset = static_cast<std::uint32_t>(reader.offset());
    return dissection;
}

// Shared by both directions.
inline Message decode_copy_data(BodyReader& reader) noexcept {
    return CopyData{reader.rest()};
}
inline Message decode_unknown(BodyReader& reader) noexcept {
    return Unknown{reader.rest()};
}

}  // namespace pgoscope::dissectors::v3
