#pragma once

#include <cstdint>

#include "dissectors/bytes.h"
#include "dissectors/v2/form.h"
#include "dissectors/v2/grammar.h"
#include "dissectors/v3/dissect.h"

namespace pgoscope::dissectors::v2 {

enum class Scan : std::uint8_t {
    need_more,  ///< the input is used up inside a message, or between two
    message,    ///< a message ended
    padding,    ///< bytes ended that belong to no message
    malformed,  ///< this is no message; the boundary is lost until `reset`
};

/// Finds the ends of messages that have no length word, piece by piece: it takes each byte once,
/// keeps none, and has a state of fixed size, so that the work is linear in the bytes however they
/// are cut. Who wants the message keeps the bytes that it consumes, as many as he likes.
///
/// Where messages end does not depend on how the stream is cut into pieces: COPY data is a message
/// a line.
class MessageScanner {
  public:
    explicit MessageScanner(Direction direction) noexcept : direction_(direction) {}

    /// Takes bytes off the front of `input`, up to the end of a message. `state` is read where a
    /// message begins; the caller lets it `advance` over each message before feeding on.
    [[nodiscard]] Scan feed(const State& state, Bytes& input) noexcept;

    /// Of the message at hand, or of the one that just ended.
    [[nodiscard]] Form form() const noexcept { return form_; }
    /// Bytes taken of it, the refused one included.
    [[nodiscard]] std::uint32_t length() const noexcept {
        return static_cast<std::uint32_t>(length_);
    }
    [[nodiscard]] bool inside_message() const noexcept { return inside_; }
    /// After `malformed`: `unknown_type` or `invalid_value`.
    [[nodiscard]] v3::Malformation malformation() const noexcept { return malformation_; }

    /// `count` bytes are missing from the capture. True when they lie inside a field of known
    /// length, so that the end of the message is still known; then `feed` goes on behind them, and
    /// has to be called even with no bytes when the message may have ended. Otherwise the boundary
    /// is lost.
    [[nodiscard]] bool pass_over(std::uint64_t count) noexcept;

    /// Forgets the message at hand.
    void reset() noexcept { *this = MessageScanner(direction_); }

  private:
    enum class Taken : std::uint8_t { starved, whole, refused };

    void begin(const State& state, std::uint8_t first) noexcept;
    [[nodiscard]] Taken take(GrammarStep step, Bytes& input) noexcept;
    [[nodiscard]] Taken skip(Bytes& input, std::uint64_t count) noexcept;
    [[nodiscard]] Taken text(Bytes& input, std::uint8_t terminator, std::uint32_t longest) noexcept;
    [[nodiscard]] Taken sized(Bytes& input, GrammarStep step) noexcept;
    [[nodiscard]] Taken count(Bytes& input, GrammarStep step) noexcept;
    [[nodiscard]] Taken bitmap(Bytes& input, GrammarStep step) noexcept;
    [[nodiscard]] Taken startup_code(Bytes& input) noexcept;
    [[nodiscard]] Taken request(Bytes& input) noexcept;
    [[nodiscard]] Taken result_or_end(Bytes& input) noexcept;
    [[nodiscard]] bool integer(Bytes& input, std::uint32_t width, Version order) noexcept;
    void repeat(std::uint32_t times, std::uint32_t otherwise) noexcept;

    // of the message
    std::uint64_t length_ = 0;
    std::uint32_t repetitions_ = 0;  ///< left, of what the grammar repeats
    std::uint32_t step_ = 0;         ///< of the grammar
    std::uint32_t next_step_ = 0;
    std::uint32_t startup_length_ = 0;
    std::uint32_t columns_ = 0;
    // of the field
    std::uint64_t left_ = 0;      ///< bytes to skip, once `sized_`
    std::uint32_t number_ = 0;    ///< integer under construction
    std::uint32_t gathered_ = 0;  ///< bytes of that integer, text or bitmap
    bool sized_ = false;

    bool inside_ = false;
    Version version_ = Version::v2_0;
    Direction direction_;
    Form form_ = Form::unknown;
    v3::Malformation malformation_ = v3::Malformation::none;
};

struct Measured {
    Scan scan = Scan::need_more;
    Form form = Form::unknown;
    std::uint32_t length = 0;  ///< of the message, if there is one
    v3::Malformation malformation = v3::Malformation::none;
};

/// The message at the front of `bytes`. Linear in its length; to ask again with more bytes starts
/// anew, so what arrives in pieces is for a MessageScanner.
[[nodiscard]] Measured measure(const State& state, Direction direction, Bytes bytes) noexcept;

}  // namespace pgoscope::dissectors::v2
