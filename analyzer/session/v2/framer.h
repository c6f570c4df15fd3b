#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/session/framing/framer.h"
#include "dissectors/v2/framing.h"

namespace pgoscope::session {

/// Cuts one direction of a session before protocol 3.0 into messages, which have no length words.
/// What lies whole in the input is not copied; of what straddles, at most `keep` bytes are kept.
class OldFramer {
  public:
    OldFramer(dissectors::Direction direction, std::uint32_t keep) noexcept
        : scanner_(direction), keep_(keep) {}

    /// Takes bytes off the front of `input`, up to the end of a message. They arrived at `time`;
    /// the first of them is at `offset` in the stream.
    [[nodiscard]] dissectors::v2::Scan next(const dissectors::v2::State& state, Bytes& input,
                                            PacketTime time, std::uint64_t offset);

    /// The message that just ended; its body is all of it. Valid until the framer is given bytes
    /// again. After `need_more`, what is known of the message at hand: its form, its offset, what
    /// is kept of it and what is `beyond`.
    [[nodiscard]] Frame frame() const noexcept;
    [[nodiscard]] dissectors::v2::Form form() const noexcept { return scanner_.form(); }
    [[nodiscard]] std::uint32_t length() const noexcept { return scanner_.length(); }
    [[nodiscard]] dissectors::v3::Malformation malformation() const noexcept {
        return scanner_.malformation();
    }

    [[nodiscard]] bool inside_message() const noexcept { return scanner_.inside_message(); }

    /// `count` bytes are missing. False when the next boundary is lost with them.
    [[nodiscard]] bool pass_over(std::uint64_t count) noexcept;
    /// Forgets an incomplete message and returns how many captured bytes of it there were.
    std::uint32_t discard() noexcept;

  private:
    dissectors::v2::MessageScanner scanner_;
    std::vector<std::uint8_t> kept_;  ///< beginning of a message that straddles
    Bytes body_;
    Bytes beyond_;
    PacketTime first_time_ = 0;
    std::uint64_t first_offset_ = 0;
    std::uint32_t missing_ = 0;
    std::uint32_t keep_;
};

}  // namespace pgoscope::session
