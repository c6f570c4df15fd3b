#pragma once

#include "analyzer/session/copy/copy_contents.h"
#include "analyzer/session/replication/logical_stream.h"
#include "analyzer/session/replication/replication_lag.h"
#include "dissectors/replication/commands.h"

namespace pgoscope::session {

/// What START_REPLICATION began: WAL or the changes in it one way, the standby's reports the other
/// way.
class ReplicationStream final : public CopyContents {
  public:
    /// Of the CommandComplete behind all others.
    static constexpr std::string_view tag = "START_REPLICATION";

    /// `plugin` is the name of the slot's output plugin, if that is known.
    ReplicationStream(std::uint64_t exchange,
                      const dissectors::replication::ReplicationCommand& command,
                      const std::string& plugin, bool keep_values);

    /// One that began before the capture, known by such a CopyData of it, or its beginning; null
    /// when it is none.
    [[nodiscard]] static std::unique_ptr<ReplicationStream> found_in(Direction direction,
                                                                     dissectors::v3::Body copy_data,
                                                                     bool keep_values);

    void lose_boundary() override;
    [[nodiscard]] const events::ReplicationSummary* finish(PacketTime time) override;
    [[nodiscard]] const events::ReplicationSummary* so_far() override;

  private:
    [[nodiscard]] const events::CopyPayload* read(const events::MessageEvent& event) override;
    [[nodiscard]] bool begin_ahead(Direction direction, Bytes kept) override;
    void go_on_ahead(Bytes piece) override { logical_.go_on_ahead(piece); }
    void learn_kind(const dissectors::replication::XLogData& wal) noexcept;
    void read_wal(const dissectors::replication::XLogData& wal, const events::MessageEvent& event,
                  events::WalPayload& payload);
    void read_status(const dissectors::replication::StandbyStatusUpdate& status, PacketTime time,
                     events::WalPayload& payload);
    void sent(dissectors::Lsn end, PacketTime time);

    events::ReplicationSummary summary_;
    events::CopyPayload payload_;
    ReplicationLag lag_;
    LogicalReader logical_;
    /// When each side asked the other for an answer that has not come yet.
    std::optional<PacketTime> standby_asked_;
    std::optional<PacketTime> primary_asked_;
};

}  // namespace pgoscope::session
