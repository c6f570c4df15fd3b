#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/events/copy_payload.h"
#include "analyzer/session/replication/undecided_changes.h"
#include "dissectors/logical/dissect.h"
#include "dissectors/logical/plugin.h"
#include "dissectors/logical/relation.h"
#include "dissectors/logical/wal2json.h"

namespace pgoscope::session {

/// Reads the output of a logical stream's plugin, message by message. Tables and types are
/// remembered, so that a change can be told by their names.
class LogicalReader {
  public:
    /// `plugin` may be unknown: then the first message tells. `plugin_name` is that of one which is
    /// not read here.
    LogicalReader(dissectors::logical::Plugin plugin, bool keep_values,
                  std::string plugin_name = {})
        : plugin_(plugin), keep_values_(keep_values), plugin_name_(std::move(plugin_name)) {}

    /// A message that is too long to be kept whole begins so; false: its beginning tells all that
    /// is read of it. Otherwise it comes in pieces, and then, complete when none is missing, to
    /// `read`.
    [[nodiscard]] bool begin_ahead(Bytes beginning);
    void go_on_ahead(Bytes piece);
    /// Takes apart what one XLogData holds. Valid until the next call and as long as `data`.
    [[nodiscard]] events::LogicalPayload read(dissectors::v3::Body data, PacketTime time);
    /// Messages are missing.
    void lose() noexcept;

    /// Name of the plugin; empty = not known.
    [[nodiscard]] std::string_view plugin() const noexcept;
    /// Tables and types that had to be forgotten to remember others.
    [[nodiscard]] std::uint64_t relations_forgotten() const noexcept { return forgotten_; }
    /// Of pgoutput: what came before its transaction was decided.
    [[nodiscard]] const UndecidedChanges& undecided() const noexcept { return undecided_; }

  private:
    using Relations = std::unordered_map<std::uint32_t, dissectors::logical::Relation>;

    static constexpr std::size_t most_relations = 4096;
    /// Of all relations together; a table has 1600 at most, but a message has room for thousands.
    static constexpr std::size_t most_columns = 65'536;
    static constexpr std::size_t most_types = 4096;
    /// Changes of one message that are told one by one; more than TRUNCATE can have in what is kept
    /// of a message.
    static constexpr std::size_t most_single_changes = 16'384;
    static constexpr std::size_t most_counted_changes = 1000;

    /// What a message of wal2json says beside its changes.
    struct JsonTransaction {
        std::string_view operation;
        bool commits = false;
        std::optional<std::int64_t> commit_time;
    };

    void read_text(std::string_view text);
    void read_pgoutput(dissectors::v3::Body data, PacketTime time, events::LogicalPayload& payload);
    void read_test_decoding(std::string_view text, PacketTime time,
                            events::LogicalPayload& payload);
    void read_wal2json(dissectors::v3::Body data, PacketTime time, events::LogicalPayload& payload);
    void begin_json();
    void scan(Bytes json);
    void take(const dissectors::logical::JsonChange& change);

    const dissectors::logical::Relation& remember(
        const dissectors::logical::RelationMessage& message);
    void forget(Relations::iterator relation);
    void remember(const dissectors::logical::TypeMessage& message);
    [[nodiscard]] const dissectors::logical::Relation* find(std::uint32_t oid) const noexcept;
    [[nodiscard]] dissectors::logical::Dissection dissect(dissectors::v3::Body data);
    [[nodiscard]] bool names_known_table(const dissectors::logical::Dissection& dissection) const;
    void add_change(std::string_view operation, std::string relation);
    void put_counted_changes();
    void add_change(std::string_view operation, std::uint32_t relation_oid);
    void follow_transaction(std::optional<dissectors::logical::Xid> change_xid);
    template <class Change>
    void read_change(std::string_view operation, const Change& change);

    dissectors::logical::Plugin plugin_;
    bool keep_values_;
    std::string plugin_name_;
    bool in_stream_ = false;  ///< between Stream Start and Stream Stop
    /// The streamed or prepared transaction whose changes come.
    std::optional<dissectors::logical::Xid> transaction_;
    UndecidedChanges undecided_;
    /// Messages are missing: a Stream Start or Stream Stop may be among them.
    bool stream_uncertain_ = false;
    Relations relations_;
    std::size_t columns_ = 0;  ///< of `relations_`
    dissectors::logical::Types types_;
    std::uint64_t forgotten_ = 0;
    dissectors::logical::Wal2JsonScanner scanner_;
    JsonTransaction json_;
    bool ahead_ = false;  ///< the message at hand was scanned as it passed by

    // what the latest payload points to
    dissectors::logical::Message message_;
    std::vector<events::LogicalChange> changes_;
    std::vector<events::LogicalChange> undone_;
    /// Those beyond the ones told one by one, by table and operation.
    std::map<std::pair<std::string, std::string_view>, std::uint64_t> counted_changes_;
    std::string relation_;
    std::string text_;
};

}  // namespace pgoscope::session
