#include "dissectors/replication/commands.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "dissectors/replication/command_lexer.h"

namespace pgoscope::dissectors::replication {
namespace {

std::string take_name(CommandLexer& lexer) {
    if (!lexer.current().is_name()) return {};
    auto name = lexer.current().text;
    lexer.advance();
    return name;
}

std::optional<std::uint32_t> take_number(CommandLexer& lexer) {
    const auto& token = lexer.current();
    std::uint32_t number = 0;
    const auto* const end = token.text.data() + token.text.size();
    if (token.kind != CommandToken::Kind::number ||
        std::from_chars(token.text.data(), end, number).ptr != end)
        return std::nullopt;
    lexer.advance();
    return number;
}

// `(name, name value, ...)` of today, or `NAME NAME 'value'` of the syntax before 15, in which a
// word is never a value.
std::vector<CommandOption> take_options(CommandLexer& lexer) {
    std::vector<CommandOption> options;
    const bool parenthesised = lexer.accept('(');
    while (lexer.current().is_name()) {
        CommandOption option{take_name(lexer), std::nullopt};
        if (lexer.current().is_value() || (parenthesised && lexer.current().is_name())) {
            option.value = lexer.current().text;
            lexer.advance();
        }
        options.push_back(std::move(option));
        lexer.accept(',');
    }
    return options;
}

StreamKind take_stream_kind(CommandLexer& lexer) {
    if (lexer.accept("physical")) return StreamKind::physical;
    if (lexer.accept("logical")) return StreamKind::logical;
    return StreamKind::unspecified;
}

void read_nothing(CommandLexer& /*lexer*/, ReplicationCommand& /*command*/) {}

void read_show(CommandLexer& lexer, ReplicationCommand& command) {
    command.parameter = take_name(lexer);
    if (lexer.accept('.')) command.parameter += '.' + take_name(lexer);
}

void read_timeline(CommandLexer& lexer, ReplicationCommand& command) {
    command.timeline = take_number(lexer);
}

void read_slot(CommandLexer& lexer, ReplicationCommand& command) {
    command.slot = take_name(lexer);
    command.options = take_options(lexer);
}

void read_create_slot(CommandLexer& lexer, ReplicationCommand& command) {
    command.slot = take_name(lexer);
    command.temporary = lexer.accept("temporary");
    command.stream = take_stream_kind(lexer);
    if (command.stream == StreamKind::logical) command.plugin = take_name(lexer);
    command.options = take_options(lexer);
}

void read_start(CommandLexer& lexer, ReplicationCommand& command) {
    if (lexer.accept("slot")) command.slot = take_name(lexer);
    command.stream = take_stream_kind(lexer);
    if (command.stream == StreamKind::unspecified) command.stream = StreamKind::physical;
    if (lexer.current().kind == CommandToken::Kind::lsn) {
        command.start_lsn = parse_lsn(lexer.current().text);
        lexer.advance();
    }
    if (lexer.accept("timeline")) command.timeline = take_number(lexer);
    command.options = take_options(lexer);
}

void read_options(CommandLexer& lexer, ReplicationCommand& command) {
    command.options = take_options(lexer);
}

struct Grammar {
    CommandKind kind;
    std::string_view word;
    std::string_view name;
    void (*read)(CommandLexer&, ReplicationCommand&);
};
// In the order of CommandKind.
constexpr std::array grammar{
    Grammar{CommandKind::identify_system, "identify_system", "IDENTIFY_SYSTEM", &read_nothing},
    Grammar{CommandKind::show, "show", "SHOW", &read_show},
    Grammar{CommandKind::timeline_history, "timeline_history", "TIMELINE_HISTORY", &read_timeline},
    Grammar{CommandKind::read_replication_slot, "read_replication_slot", "READ_REPLICATION_SLOT",
            &read_slot},
    Grammar{CommandKind::create_replication_slot, "create_replication_slot",
            "CREATE_REPLICATION_SLOT", &read_create_slot},
    Grammar{CommandKind::drop_replication_slot, "drop_replication_slot", "DROP_REPLICATION_SLOT",
            &read_slot},
    Grammar{CommandKind::alter_replication_slot, "alter_replication_slot", "ALTER_REPLICATION_SLOT",
            &read_slot},
    Grammar{CommandKind::start_replication, "start_replication", "START_REPLICATION", &read_start},
    Grammar{CommandKind::base_backup, "base_backup", "BASE_BACKUP", &read_options},
    Grammar{CommandKind::upload_manifest, "upload_manifest", "UPLOAD_MANIFEST", &read_nothing},
};

}  // namespace

std::string_view to_string(CommandKind kind) noexcept {
    return grammar[static_cast<std::size_t>(kind)].name;
}

const CommandOption* ReplicationCommand::find_option(std::string_view name) const noexcept {
    const auto found = std::ranges::find(options, name, &CommandOption::name);
    return found != options.end() ? &*found : nullptr;
}

std::optional<ReplicationCommand> read_replication_command(std::string_view sql) {
    CommandLexer lexer(sql);
    for (const auto& entry : grammar) {
        if (!lexer.accept(entry.word)) continue;
        ReplicationCommand command;
        command.kind = entry.kind;
        entry.read(lexer, command);
        return command;
    }
    return std::nullopt;
}

}  // namespace pgoscope::dissectors::replication
