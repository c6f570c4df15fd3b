#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "analyzer/packet_time.h"
#include "dissectors/byte_reader.h"
#include "dissectors/bytes.h"
#include "dissectors/dialect.h"
#include "dissectors/message_name.h"
#include "dissectors/v3/tags.h"

namespace pgoscope::session {

/// Whether these two words can begin the first packet of a session, of any version: the packet says
/// which one the session speaks.
[[nodiscard]] bool plausible_startup(std::uint32_t length, std::uint32_t code) noexcept;

/// What the next bytes of a direction are cut into. The session decides, after every frame.
enum class Unit : std::uint8_t {
    typed,                ///< type byte, length word, body
    startup_packet,       ///< length word, code, body
    client_hello,         ///< one TLS record
    encryption_response,  ///< one byte
    old_style_error,      ///< `E`, text, NUL
};

/// One unit cut out of a stream. The views are valid until the framer is given bytes again.
struct Frame {
    Unit unit = Unit::typed;
    /// Type byte; the byte itself for an encryption response; 0 for what has none.
    std::uint8_t tag = 0;
    std::uint32_t length = 0;  ///< on the wire, with type byte and length word
    /// Body of a typed message; the whole of a startup packet or TLS record; text of an old error.
    Bytes body;
    bool complete = true;  ///< all of the body is in `body`
    /// What this call passed over of a body that is too long to be kept; none behind missing bytes.
    Bytes beyond{};
    std::uint32_t missing = 0;  ///< bytes of it that are not in the capture
    PacketTime first_time = 0;  ///< of its first byte
    std::uint64_t offset = 0;   ///< of its first byte in the stream
};

enum class Step : std::uint8_t {
    need_more,  ///< the input is used up; the frame's `beyond` tells whether it is a long one
    frame,      ///< a frame was cut; there may be more input
    no_frame,   ///< what comes next cannot be such a unit; `Framer::rejected()` tells its length
};

/// Cuts one direction of a session into units. What lies whole in the input is not copied; of what
/// straddles, at most `keep` body bytes are kept and the rest is counted.
class Framer {
  public:
    Framer(dissectors::Direction direction, std::uint32_t keep) noexcept
        : keep_(keep), direction_(direction) {}

    void expect(Unit unit) noexcept { unit_ = unit; }
    /// Messages that protocol 3.0 does not have are taken for those of this system.
    void speak(dissectors::ServerKind dialect) noexcept { dialect_ = dialect; }
    [[nodiscard]] Unit unit() const noexcept { return unit_; }
    /// Offset in the stream of the next byte to come.
    [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }
    /// Captured bytes of a unit that is not complete yet.
    [[nodiscard]] std::uint32_t pending() const noexcept { return received_ - missing_; }

    /// Cuts the next unit off the front of `input`, whose bytes arrived at `time`. With
    /// `need_more`, a frame that has something `beyond` also has its unit, tag and offset, and as
    /// `body` what is kept of it, which stays where it is until the frame is cut.
    [[nodiscard]] Step next(Bytes& input, PacketTime time, Frame& frame);

    /// `length` bytes are missing. `frame` when that ends a unit whose beginning is known;
    /// `no_frame` when the next boundary is lost and nothing is pending; `need_more` when the gap
    /// lies inside a unit. After `frame`, `boundary_lost()` tells whether the gap reached further.
    [[nodiscard]] Step gap(std::uint64_t length, Frame& frame) noexcept;
    [[nodiscard]] bool boundary_lost() const noexcept { return boundary_lost_; }

    /// Bytes passed over without being cut.
    void skip(std::uint64_t count) noexcept { offset_ += count; }
    /// Forgets an incomplete unit and returns how many captured bytes of it there were.
    std::uint32_t discard() noexcept;

    /// After `no_frame`: the header that could not be one.
    struct Rejected {
        std::uint8_t tag = 0;
        std::uint32_t length = 0;
    };
    [[nodiscard]] const Rejected& rejected() const noexcept { return rejected_; }

  private:
    static constexpr std::size_t typed_header = 5;

    [[nodiscard]] Step next_in_parts(Bytes& input, PacketTime time, Frame& frame);
    [[nodiscard]] Step next_old_style_error(Bytes& input, PacketTime time, Frame& frame);
    [[nodiscard]] std::size_t header_size() const noexcept;
    /// Reads the total length off a whole header; false when it cannot be one.
    [[nodiscard]] bool read_header() noexcept;
    [[nodiscard]] bool typed_length_fits(std::uint8_t tag, std::uint32_t length) const noexcept {
        const auto& info = dissectors::v3::tag_info(direction_, tag);
        if (info.name == dissectors::MessageName::Unknown) return unknown_length_fits(tag, length);
        return length >= info.shortest && length <= info.longest;
    }
    /// Of a type byte that protocol 3.0 does not have.
    [[nodiscard, gnu::cold]] bool unknown_length_fits(std::uint8_t tag,
                                                      std::uint32_t length) const noexcept;
    void begin(PacketTime time) noexcept;
    /// What is known of the unit under construction.
    void describe(Frame& frame) const noexcept;
    void finish(Frame& frame) noexcept;

    std::vector<std::uint8_t> kept_;  ///< header and beginning of the unit under construction
    std::uint64_t offset_ = 0;
    std::uint64_t first_offset_ = 0;
    PacketTime first_time_ = 0;
    std::uint32_t keep_;
    std::uint32_t total_ = 0;     ///< length of the unit under construction; 0 = header incomplete
    std::uint32_t received_ = 0;  ///< of it, missing bytes included
    std::uint32_t missing_ = 0;
    Rejected rejected_;
    dissectors::Direction direction_;
    Unit unit_ = Unit::typed;
    dissectors::ServerKind dialect_ = dissectors::ServerKind::unknown;
    bool boundary_lost_ = false;
};

inline Step Framer::next(Bytes& input, PacketTime time, Frame& frame) {
    // Nearly every message begins and ends in the packet at hand.
    if (unit_ != Unit::typed || received_ != 0 || input.size() < typed_header)
        return next_in_parts(input, time, frame);
    ByteReader reader(input);
    const auto tag = reader.u8();
    const auto length = reader.u32();
    if (!typed_length_fits(tag, length)) {
        rejected_ = {tag, length};
        return Step::no_frame;
    }
    const auto total = length + 1;
    if (input.size() < total) return next_in_parts(input, time, frame);
    const auto body = total - typed_header;
    frame.unit = Unit::typed;
    frame.tag = tag;
    frame.length = total;
    frame.body = input.subspan(typed_header, std::min<std::size_t>(body, keep_));
    frame.complete = body <= keep_;
    frame.beyond = input.first(total).subspan(typed_header + frame.body.size());
    frame.missing = 0;
    frame.first_time = time;
    frame.offset = offset_;
    offset_ += total;
    input = input.subspan(total);
    return Step::frame;
}

}  // namespace pgoscope::session
