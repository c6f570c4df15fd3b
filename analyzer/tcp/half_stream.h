#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>

#include "analyzer/tcp/chunk.h"
#include "analyzer/tcp/reassembly.h"
#include "analyzer/tcp/sequence.h"
#include "analyzer/tcp/waiting_chunks.h"

namespace pgoscope::tcp {

/// One direction of a connection: puts its segments in order and announces each byte once.
///
/// Where the stream begins is certain from a SYN. Without one it is presumed from the first thing
/// known: the peer's acknowledgment number, so that what was sent behind it is missed if it does
/// not come, or the sequence number of an empty segment, or that of the first payload. As long as
/// nothing was announced, earlier payload moves a presumed beginning back to where it starts.
///
/// A keep-alive lies one below the next byte and would presume a beginning one too low. So a
/// beginning that nothing but empty segments and acknowledgments support moves up by one when the
/// next of them says so, and a lone zero byte as the first payload is a probe.
class HalfStream {
  public:
    /// Something of this direction or an acknowledgment of it was seen.
    [[nodiscard]] bool known() const noexcept { return origin_ != Origin::unknown; }
    /// Neither bytes nor their end were seen.
    [[nodiscard]] bool untouched() const noexcept {
        return next_ == base_ && !waiting_ && fin_ == no_fin;
    }
    /// All bytes up to the FIN were announced.
    [[nodiscard]] bool finished() const noexcept { return next_ == fin_; }
    /// On the wire, the sequence number of offset 0 and that of the next expected byte.
    [[nodiscard]] std::uint32_t base() const noexcept { return static_cast<std::uint32_t>(base_); }
    [[nodiscard]] std::uint32_t next() const noexcept { return static_cast<std::uint32_t>(next_); }

    /// Whether a SYN which says that the first byte is `sequence` can belong to this stream.
    [[nodiscard]] bool may_begin_at(std::uint32_t sequence) const noexcept;
    /// Whether `sequence` is near to the bytes known, as that of a RST has to be.
    [[nodiscard]] bool near_end(std::uint32_t sequence) const noexcept;
    /// The stream's largest known acknowledgment as an offset, its FIN not counted.
    [[nodiscard]] std::uint64_t acknowledged() const noexcept { return offset(acknowledged_); }

    /// Sets where the stream begins. Nothing may have been announced of it.
    void begin_at(std::uint32_t sequence) noexcept;

    /// The peer acknowledged all bytes before `number`. Holes that this covers and that have
    /// something behind them become gaps. Returns the number as an offset, 0 when it makes no
    /// sense.
    std::uint64_t acknowledge(std::uint32_t number, const Arrival& now, const Outlet& outlet) {
        // Most acknowledgments cover only what was announced.
        const Sequence position = unwrap(next_, number);
        if (origin_ != Origin::certain || position > next_ || position < acknowledged_)
            return acknowledge_beyond(number, now, outlet);
        acknowledged_ = position;
        return offset(position);
    }

    /// A segment without payload.
    void accept_empty(std::uint32_t sequence, TcpCounters& counters) noexcept {
        if (origin_ != Origin::certain || sequence != next()) accept_odd_empty(sequence, counters);
    }

    /// Payload that starts at `sequence`; `length` is that on the wire, `captured` what there is.
    void accept(std::uint32_t sequence, std::uint32_t length, Bytes captured,
                const Arrival& arrival, const Outlet& outlet) {
        if (sequence == next() && origin_ == Origin::certain && captured.size() == length &&
            !waiting_ && !stranded_ && fin_ - next_ >= length) {
            next_ += length;
            outlet.data(captured, arrival);
            return;
        }
        accept_any(sequence, length, captured, arrival, outlet);
    }

    /// The stream ends before `sequence`.
    [[gnu::cold]] void finish_at(std::uint32_t sequence, const Arrival& now, const Outlet& outlet);

    /// The connection is over: announces all that waits, what is missing between as gaps.
    void flush(const Arrival& now, const Outlet& outlet);

  private:
    enum class Origin : std::uint8_t { unknown, presumed, certain };
    static constexpr Sequence no_fin = std::numeric_limits<Sequence>::max();

    [[nodiscard]] std::uint64_t offset(Sequence position) const noexcept {
        const Sequence end = std::min(position, fin_);
        return end > base_ ? end - base_ : 0;
    }
    [[nodiscard]] Sequence first_waiting() const noexcept {
        return waiting_ ? waiting_->start() : WaitingChunks::none;
    }
    [[nodiscard]] Sequence end_of_known() const noexcept {
        return waiting_ ? waiting_->end() : next_;
    }

    void presume(Sequence position) noexcept;
    /// Whether an empty segment or an acknowledgment at `position` shows that the beginning was
    /// presumed from a keep-alive.
    [[nodiscard]] bool began_with_keep_alive(Sequence position) const noexcept;

    std::uint64_t acknowledge_beyond(std::uint32_t number, const Arrival& now,
                                     const Outlet& outlet);
    [[gnu::cold]] void accept_odd_empty(std::uint32_t sequence, TcpCounters& counters) noexcept;
    void accept_any(std::uint32_t sequence, std::uint32_t length, Bytes captured,
                    const Arrival& arrival, const Outlet& outlet);
    void accept_out_of_window(std::uint32_t sequence, std::uint32_t length, Bytes captured,
                              const Arrival& arrival, const Outlet& outlet);
    [[nodiscard]] bool is_keep_alive(const Chunk& chunk) const noexcept;

    void place(Chunk chunk, const Outlet& outlet);
    void drop_known(Chunk& chunk, TcpCounters& counters) const noexcept;
    [[nodiscard]] bool hold(const Chunk& chunk, Reassembly& shared);
    void announce(const Chunk& chunk, const Outlet& outlet);
    void announce_waiting(const Outlet& outlet);
    void skip_to(Sequence position, GapReason reason, const Arrival& arrival, const Outlet& outlet);
    void skip_acknowledged_holes(const Arrival& now, const Outlet& outlet);

    Sequence base_ = 0;          ///< offset 0
    Sequence next_ = 0;          ///< the next byte to announce
    Sequence acknowledged_ = 0;  ///< the peer has all before
    Sequence fin_ = no_fin;      ///< the stream ends before
    /// Exists only while there is a hole: idle streams stay small.
    std::unique_ptr<WaitingChunks> waiting_;
    /// When what was announced since then could be read: nothing behind it could be before.
    PacketTime latest_ = 0;
    /// End of the last payload out of window, while `stranded_`.
    std::uint32_t stranded_end_ = 0;
    Origin origin_ = Origin::unknown;
    bool stranded_ = false;
};

}  // namespace pgoscope::tcp
