#pragma once

#include <cstdint>

#include <tsl/robin_map.h>

#include "analyzer/events/sink.h"

namespace pgoscope::stats {

/// The sessions that are open, and what each does at this moment. As many as there are connections
/// tracked.
class OpenSessions final : public events::Sink {
  public:
    struct Entry {
        const events::SessionInfo* info = nullptr;  ///< lives as long as the entry
        bool active = false;                        ///< a request waits for its answer
        /// When it became active, or the server became ready for the next request; 0 = not known.
        PacketTime since = 0;
        /// That runs or ran last, in the catalog; null = not known.
        const sql::Statement* statement = nullptr;
    };
    using Map = tsl::robin_map<std::uint64_t, Entry>;  ///< by the session's number

    void on_session_open(const events::SessionInfo& session, PacketTime time) override;
    void on_message(const events::MessageEvent& event) override;
    void on_exchange(const events::SessionInfo& session, const events::Exchange& exchange) override;
    void on_session_close(const events::SessionInfo& session, events::SessionEnd end,
                          PacketTime time) override;

    [[nodiscard]] const Map& all() const noexcept { return entries_; }
    /// Sessions opened until now, closed ones among them.
    [[nodiscard]] std::uint64_t opened() const noexcept { return opened_; }

  private:
    Map entries_;
    std::uint64_t opened_ = 0;
};

}  // namespace pgoscope::stats
