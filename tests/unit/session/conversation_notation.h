#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "script.h"

/// Conversations of protocol 3 in one line, to be read like the tables of the protocol's rules:
///
///     > P:copy B E S d c S  < 1 2 G E Z Z  > Q  < T D C Z
///
/// Behind `>` stands what the client sends, behind `<` what the server sends. A message is its type
/// byte as on the wire, with what the case needs to know of it behind: `/name` and `:word`.
///
///     P/a:copy     Parse of statement a; the SQL by its word in the notation's list. Without: the
///                  unnamed statement, `select 1`
///     B/a:1        Bind to statement a with one parameter
///     D/a  D       Describe of statement a; of the unnamed portal
///     C/a  C       Close, likewise
///     E:1          Execute of at most one row
///     Q:copy       Query
///     F S H X      FunctionCall, Sync, Flush, Terminate
///     d c f        CopyData of one row, CopyDone, CopyFail
///
///     T            RowDescription of one column
///     D:2          DataRow of two columns
///     t:2          ParameterDescription of two parameters; without: of none
///     C:copy       CommandComplete as the statement of that word has it
///     E:57014      ErrorResponse; `E:FATAL:57P01` with its severity. Without: ERROR 42601
///     Z:T          ReadyForQuery of that status. Without: idle
///     1 2 3 n s I G H W d c V N A S    the other messages, S is ParameterStatus
///
/// Besides: `( S Q )` are messages that the capture lost; `pause` lets the time of 1000 pass, which
/// is 10 otherwise from one side's turn to the other's; `cancel` sends a CancelRequest for the
/// session on a connection of its own, which the server closes at `closed`. `walsender` at the
/// beginning asks for replication. All begins behind the start-up, and a FIN follows the end. Each
/// packet acknowledges all that the other side had sent before it.
struct WrittenConversation {
    /// One that the capture has.
    struct Message {
        char letter = 0;
        bool of_client = false;
        std::size_t connection = 0;
    };
    Script script;
    /// In order, those of the start-up not among them.
    std::vector<Message> messages;
};

enum class PacketsOf : std::uint8_t { one_turn, one_message };

/// Throws std::invalid_argument for what is not in the notation.
WrittenConversation read_conversation(std::string_view line, PacketsOf packets);
