#pragma once

#include <optional>
#include <string_view>

#include "analyzer/events/exchange.h"
#include "analyzer/events/session_info.h"
#include "analyzer/packet_time.h"
#include "analyzer/sql/command.h"

namespace pgoscope::session {

/// Follows the explicit transactions of one session by command tags, by what the SQL says beyond
/// them, and by the status that ReadyForQuery brings. A transaction lasts from the request that
/// began it to the ReadyForQuery behind its end, or only to the end where another begins before
/// that.
class TransactionTracker {
  public:
    /// A transaction that ended, or null; valid until the next call.
    using Ended = const events::Transaction*;

    struct Command {
        std::string_view tag;  ///< without its numbers
        /// What the SQL says; null where it is not known.
        const sql::CommandTarget* target = nullptr;
        PacketTime request = 0;    ///< when the exchange that it belongs to began
        PacketTime completed = 0;  ///< its CommandComplete
    };
    /// Returns the transaction that one before it, in the same exchange, had ended.
    [[nodiscard]] Ended on_command(const Command& command) noexcept;
    void on_error() noexcept;
    /// A request of the client began. Returns how long it left the transaction idle, if it did.
    [[nodiscard]] std::optional<Nanoseconds> on_request(PacketTime time) noexcept;
    /// What is open in the transaction goes without completing when it ends.
    [[nodiscard]] bool is_rolling_back() const noexcept {
        return failed_ || ending_ == Ending::rollback;
    }
    /// `request` as above, of the exchange that is ready now. Returns the transaction that ended.
    [[nodiscard]] Ended on_ready(events::TransactionStatus status, PacketTime request,
                                 PacketTime time) noexcept;
    /// The session ended, and the transaction that was open with it.
    [[nodiscard]] Ended on_session_end(PacketTime time) noexcept;

  private:
    enum class Ending : char { none, commit, rollback, prepare };

    [[nodiscard]] Ended end(PacketTime time) noexcept;

    std::optional<PacketTime> began_;
    std::optional<PacketTime> idle_since_;
    PacketTime ended_ = 0;  ///< when the command of `ending_` completed
    Nanoseconds idle_ = 0;
    Ending ending_ = Ending::none;
    bool chain_ = false;
    bool failed_ = false;
    events::Transaction last_;  ///< to end
};

}  // namespace pgoscope::session
