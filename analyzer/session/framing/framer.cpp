#include "analyzer/session/framing/framer.h"

#include <algorithm>

#include "dissectors/byte_reader.h"
#include "dissectors/dialect_messages.h"
#include "dissectors/v2/startup.h"
#include "dissectors/v3/startup.h"

namespace pgoscope::session {
namespace {

namespace v3 = dissectors::v3;

constexpr std::size_t startup_header = 8;
constexpr std::size_t tls_record_header = 5;
constexpr std::uint8_t tls_handshake = 0x16;
constexpr std::uint32_t longest_tls_record = 16'384 + 256;
/// A message whose type byte is not known is passed over by its length up to here.
constexpr std::uint32_t longest_unknown = 65'536;
/// Longest old-style error that libpq accepts (MAX_ERRLEN).
constexpr std::size_t longest_old_style_error = 30'000;

}  // namespace

bool plausible_startup(std::uint32_t length, std::uint32_t code) noexcept {
    return v3::plausible_startup(length, code) || dissectors::v2::startup_version(length, code) ||
           dissectors::v2::is_padded_ssl_request(length, code);
}

bool Framer::unknown_length_fits(std::uint8_t tag, std::uint32_t length) const noexcept {
    if (const auto* info = dissectors::dialect_tag(dialect_, direction_, tag))
        return length >= info->shortest && length <= info->longest;
    return length >= 4 && length <= longest_unknown;
}

std::size_t Framer::header_size() const noexcept {
    switch (unit_) {
        case Unit::startup_packet:
            return startup_header;
        case Unit::client_hello:
            return tls_record_header;
        case Unit::encryption_response:
        case Unit::old_style_error:
            return 1;
        case Unit::typed:
            break;
    }
    return typed_header;
}

bool Framer::read_header() noexcept {
    ByteReader reader(kept_);
    switch (unit_) {
        case Unit::typed: {
            rejected_.tag = reader.u8();
            rejected_.length = reader.u32();
            total_ = rejected_.length + 1;
            return typed_length_fits(rejected_.tag, rejected_.length);
        }
        case Unit::startup_packet:
            total_ = reader.u32();
            rejected_ = {0, total_};
            return plausible_startup(total_, reader.u32());
        case Unit::client_hello: {
            const auto type = reader.u8();
            const auto major = reader.u16() >> 8U;
            const std::uint32_t length = reader.u16();
            total_ = static_cast<std::uint32_t>(tls_record_header) + length;
            rejected_ = {type, length};
            return type == tls_handshake && major == 3 && length <= longest_tls_record;
        }
        case Unit::encryption_response:
            total_ = 1;
            rejected_ = {kept_[0], 0};
            return kept_[0] == 'S' || kept_[0] == 'N' || kept_[0] == 'G';
        case Unit::old_style_error:
            break;
    }
    return false;
}

void Framer::begin(PacketTime time) noexcept {
    kept_.clear();
    total_ = 0;
    missing_ = 0;
    first_time_ = time;
    first_offset_ = offset_;
}

Step Framer::next_in_parts(Bytes& input, PacketTime time, Frame& frame) {
    if (input.empty()) return Step::need_more;
    if (received_ == 0) begin(time);
    if (unit_ == Unit::old_style_error) return next_old_style_error(input, time, frame);

    if (total_ == 0) {
        const auto wanted = header_size() - received_;
        const auto taken = input.first(std::min(wanted, input.size()));
        kept_.insert(kept_.end(), taken.begin(), taken.end());
        received_ += static_cast<std::uint32_t>(taken.size());
        offset_ += taken.size();
        input = input.subspan(taken.size());
        if (received_ < header_size()) return Step::need_more;
        if (!read_header()) {
            total_ = 0;
            return Step::no_frame;
        }
    }

    const auto taken = input.first(std::min<std::size_t>(input.size(), total_ - received_));
    const auto room = header_size() + keep_ - std::min(kept_.size(), header_size() + keep_);
    frame.beyond = {};
    // Nothing is kept behind missing bytes: the body would have a hole.
    if (missing_ == 0) {
        const auto kept = taken.first(std::min(room, taken.size()));
        kept_.insert(kept_.end(), kept.begin(), kept.end());
        frame.beyond = taken.subspan(kept.size());
    }
    received_ += static_cast<std::uint32_t>(taken.size());
    offset_ += taken.size();
    input = input.subspan(taken.size());
    if (received_ < total_) {
        if (!frame.beyond.empty()) describe(frame);
        return Step::need_more;
    }
    finish(frame);
    return Step::frame;
}

Step Framer::next_old_style_error(Bytes& input, PacketTime, Frame& frame) {
    const auto end = std::find(input.begin(), input.end(), std::uint8_t{0});
    const bool ended = end != input.end();
    const auto taken =
        input.first(static_cast<std::size_t>(end - input.begin()) + (ended ? 1U : 0U));
    const auto room = longest_old_style_error - std::min(longest_old_style_error, kept_.size());
    const auto kept = taken.first(std::min(room, taken.size()));
    kept_.insert(kept_.end(), kept.begin(), kept.end());
    received_ += static_cast<std::uint32_t>(taken.size());
    offset_ += taken.size();
    input = input.subspan(taken.size());
    if (!ended) return received_ <= longest_old_style_error ? Step::need_more : Step::no_frame;
    total_ = received_;
    finish(frame);
    frame.tag = 'E';
    const Bytes text(kept_);
    frame.body = text.subspan(1, text.size() - 2);
    return Step::frame;
}

void Framer::describe(Frame& frame) const noexcept {
    const Bytes all(kept_);
    const auto head = unit_ == Unit::typed ? std::min(typed_header, all.size()) : 0;
    const bool has_tag = unit_ == Unit::typed || unit_ == Unit::encryption_response;
    frame.unit = unit_;
    frame.tag = has_tag && !all.empty() ? all[0] : std::uint8_t{0};
    frame.length = total_;
    frame.body = all.subspan(head);
    frame.complete = all.size() == total_;
    frame.missing = missing_;
    frame.first_time = first_time_;
    frame.offset = first_offset_;
}

void Framer::finish(Frame& frame) noexcept {
    describe(frame);
    received_ = 0;
    total_ = 0;
    missing_ = 0;
}

Step Framer::gap(std::uint64_t length, Frame& frame) noexcept {
    offset_ += length;
    if (received_ == 0 || total_ == 0) {
        boundary_lost_ = true;
        return Step::no_frame;
    }
    const std::uint32_t left = total_ - received_;
    boundary_lost_ = length > left;
    const auto inside = static_cast<std::uint32_t>(std::min<std::uint64_t>(length, left));
    missing_ += inside;
    received_ += inside;
    if (received_ < total_) return Step::need_more;
    finish(frame);
    return Step::frame;
}

std::uint32_t Framer::discard() noexcept {
    const auto captured = pending();
    received_ = 0;
    total_ = 0;
    missing_ = 0;
    return captured;
}

}  // namespace pgoscope::session
