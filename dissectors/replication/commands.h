#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dissectors/lsn.h"

namespace pgoscope::dissectors::replication {

enum class CommandKind : std::uint8_t {
    identify_system,
    show,
    timeline_history,
    read_replication_slot,
    create_replication_slot,
    drop_replication_slot,
    alter_replication_slot,
    start_replication,
    base_backup,
    upload_manifest,
};
/// As the grammar spells it: `IDENTIFY_SYSTEM`.
[[nodiscard]] std::string_view to_string(CommandKind kind) noexcept;

/// One option, as in `(proto_version '1', two_phase)`. Names are in lower case unless quoted.
struct CommandOption {
    std::string name;
    std::optional<std::string> value;
};

enum class StreamKind : std::uint8_t { unspecified, physical, logical };

/// A command of the replication grammar (PostgreSQL documentation, "Streaming Replication
/// Protocol"; the server's repl_gram.y), of all versions since 9.0. It owns its text: commands are
/// few. Members that a command does not have are empty.
struct ReplicationCommand {
    CommandKind kind = CommandKind::identify_system;
    StreamKind stream = StreamKind::unspecified;  ///< START_ and CREATE_; START_ means physical
    bool temporary = false;                       ///< CREATE_REPLICATION_SLOT
    std::string slot;
    std::string plugin;     ///< CREATE_REPLICATION_SLOT ... LOGICAL
    std::string parameter;  ///< SHOW
    std::optional<Lsn> start_lsn;
    std::optional<std::uint32_t> timeline;
    std::vector<CommandOption> options;  ///< words of the syntax before 15 as well

    /// Null when it is not given.
    [[nodiscard]] const CommandOption* find_option(std::string_view name) const noexcept;
};

/// The command in the SQL of a Query of a replication connection; nothing when it is plain SQL. A
/// command with an end that is cut or not understood has what came before.
[[nodiscard]] std::optional<ReplicationCommand> read_replication_command(std::string_view sql);

}  // namespace pgoscope::dissectors::replication
