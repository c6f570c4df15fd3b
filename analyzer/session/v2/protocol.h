#pragma once

#include <bit>
#include <cstdint>
#include <string_view>
#include <utility>

#include "analyzer/events/session_info.h"
#include "analyzer/session/v2/framer.h"
#include "dissectors/v2/dissect.h"

namespace pgoscope::sql {
struct Statement;
}

namespace pgoscope::session {

/// What a session of protocol 0.0, 1.0 or 2.0 has beside what all sessions have: the state by which
/// its messages are cut, the transaction status that the wire does not tell, and the probes with
/// which clients before 2.0 find the end of an answer.
class OldProtocol {
  public:
    /// `version_known`: it was asked for, or proved; otherwise the state's is a guess.
    OldProtocol(const dissectors::v2::State& state, bool version_known, std::uint32_t keep) noexcept
        : state_(state),
          version_known_(version_known),
          frontend_(dissectors::Direction::frontend, keep),
          backend_(dissectors::Direction::backend, keep) {}

    [[nodiscard]] const dissectors::v2::State& state() const noexcept { return state_; }
    [[nodiscard]] OldFramer& framer(dissectors::Direction direction) noexcept {
        return direction == dissectors::Direction::frontend ? frontend_ : backend_;
    }
    [[nodiscard]] bool version_known() const noexcept { return version_known_; }
    void learn_version(dissectors::v2::Version version) noexcept {
        state_.version = version;
        version_known_ = true;
    }
    /// Behind the name of a column in a RowDescription: type, size and, since 2.0, modifier.
    [[nodiscard]] std::size_t column_bytes() const noexcept { return has_ready() ? 10 : 6; }
    /// Whether these are the first bytes of the backend in this packet: only there may a message
    /// begin whose predecessors are not known.
    [[nodiscard]] bool begins_packet(std::uint64_t packet) noexcept {
        return std::exchange(latest_packet_, packet) != packet;
    }
    /// ReadyForQuery tells the end of an answer.
    [[nodiscard]] bool has_ready() const noexcept {
        return state_.version == dissectors::v2::Version::v2_0;
    }

    /// Takes apart the message that the direction's framer just cut, `frame`, whose texts may have
    /// been converted. Its views are as valid as the frame.
    [[nodiscard]] dissectors::v2::Dissection dissect(dissectors::Direction direction,
                                                     const Frame& frame) noexcept;

    /// Of the transaction, as tags and errors tell it.
    [[nodiscard]] events::TransactionStatus status() const noexcept { return status_; }
    void on_command(std::string_view tag, const sql::Statement* statement) noexcept;
    void on_error() noexcept;

    void on_probe() noexcept { ++probes_; }
    /// Whether a probe was sent that is not answered yet; counts it as answered.
    [[nodiscard]] bool take_probe() noexcept;

    /// Servers up to 7.3 name the cursor and send binary values as they have them in memory; later
    /// ones call every cursor `blank` and send network byte order.
    void on_cursor(std::string_view portal) noexcept { native_values_ = portal != "blank"; }
    [[nodiscard]] bool native_values() const noexcept { return native_values_; }
    /// A native value speaks for a byte order, as v2::byte_order_evidence.
    void weigh_byte_order(int evidence) noexcept { byte_order_evidence_ += evidence; }
    /// Of native values, as far as they have shown it.
    [[nodiscard]] std::endian byte_order() const noexcept {
        return byte_order_evidence_ >= 0 ? std::endian::little : std::endian::big;
    }

  private:
    dissectors::v2::State state_;
    bool version_known_;
    std::uint64_t latest_packet_ = 0;
    OldFramer frontend_;
    OldFramer backend_;
    std::uint32_t probes_ = 0;
    bool native_values_ = false;
    std::int64_t byte_order_evidence_ = 0;
    events::TransactionStatus status_ = events::TransactionStatus::idle;
};

/// Tag of what a server up to 7.2 did not run because the transaction had failed.
inline constexpr std::string_view ignored_tag = "*ABORT STATE*";

/// The same message as far as 3.0 has a view of the same layout.
[[nodiscard]] dissectors::v3::Dissection as_3_0(const dissectors::v2::Dissection& old);

/// Whether a start-up packet, its length word included, is not one of 3.0.
[[nodiscard]] bool is_old_startup(Bytes packet) noexcept;

}  // namespace pgoscope::session
