#pragma once

#include <optional>
#include <string_view>

#include "analyzer/events/exchange.h"
#include "analyzer/events/session_info.h"
#include "analyzer/packet_time.h"

namespace pgoscope::session {

/// Follows the explicit transactions of one session by command tags and by the status that
/// ReadyForQuery brings.
class TransactionTracker {
  public:
    /// `request` is when the exchange that the command belongs to began.
    void on_command(std::string_view command, PacketTime request) noexcept;
    void on_error() noexcept { failed_ = failed_ || began_.has_value(); }
    /// A request of the client began. Returns how long it left the transaction idle, if it did.
    [[nodiscard]] std::optional<Nanoseconds> on_request(PacketTime time) noexcept;
    /// What is open in the transaction goes without completing when it ends.
    [[nodiscard]] bool is_rolling_back() const noexcept {
        return failed_ || ending_ == Ending::rollback;
    }
    /// `request` as above, of the exchange that is ready now. Returns the transaction that ended.
    [[nodiscard]] std::optional<events::Transaction> on_ready(events::TransactionStatus status,
                                                              PacketTime request,
                                                              PacketTime time) noexcept;

  private:
    enum class Ending : char { none, commit, rollback };

    std::optional<PacketTime> began_;
    std::optional<PacketTime> idle_since_;
    Nanoseconds idle_ = 0;
    Ending ending_ = Ending::none;
    bool failed_ = false;
};

}  // namespace pgoscope::session
