#pragma once

#include <memory>

#include "analyzer/session/copy/copy_contents.h"
#include "dissectors/backup/archive_reader.h"
#include "dissectors/replication/commands.h"

namespace pgoscope::session {

/// What BASE_BACKUP sends, of both generations: since 15 all archives and the manifest in one
/// CopyOut, announced by messages of their own; before, each in a CopyOut. And the manifest that
/// UPLOAD_MANIFEST takes from the client.
class BackupContents final : public CopyContents {
  public:
    /// `server_version` as the server told it, `14.11 (Debian ...)`; empty when it is not known:
    /// then the first CopyData tells the generation.
    BackupContents(std::uint64_t exchange,
                   const dissectors::replication::ReplicationCommand& command,
                   std::string_view server_version);

    /// One that began before the capture, known by such a CopyData of it, or its beginning; null
    /// when it is none. What goes on in it is counted from there.
    [[nodiscard]] static std::unique_ptr<BackupContents> found_in(Direction direction,
                                                                  dissectors::v3::Body copy_data,
                                                                  std::string_view server_version);

    void lose_boundary() override;
    [[nodiscard]] const events::ReplicationSummary* finish(PacketTime time) override;
    [[nodiscard]] const events::ReplicationSummary* so_far() override { return &summary_; }

  private:
    /// What the bytes that come belong to.
    enum class Target : std::uint8_t { unknown, archive, manifest };
    enum class Generation : std::uint8_t { unknown, with_messages, bare };

    [[nodiscard]] static Generation generation_of(std::string_view server_version) noexcept;

    [[nodiscard]] const events::CopyPayload* read(const events::MessageEvent& event) override;
    [[nodiscard]] const events::CopyPayload* read_data(const events::MessageEvent& event,
                                                       Bytes data);
    void read_result(const dissectors::v3::DataRow& row);
    void begin_archive(std::string_view name, std::string_view tablespace);
    /// Of one that began before the capture: what the bytes that come belong to, as they show.
    void begin_found(Bytes data);
    void begin_bare_archive();
    void end_archive();
    void take_data(Bytes data, std::uint64_t missing, events::BackupPayload& payload);
    void add_file(const dissectors::backup::TarEntry& entry, events::BackupPayload& payload);

    events::ReplicationSummary summary_;
    events::CopyPayload payload_;
    Target target_ = Target::unknown;
    Generation generation_ = Generation::unknown;
    events::BackupArchive archive_;  ///< that is being sent
    dissectors::backup::ArchiveReader reader_;
    std::optional<dissectors::backup::ManifestScanner> manifest_;
    bool began_before_ = false;        ///< the capture
    std::uint64_t bare_archives_ = 0;  ///< CopyOuts so far
    std::string first_file_;
};

}  // namespace pgoscope::session
