#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pgoscope::sql {

/// What a statement does, by its leading keywords. CREATE, ALTER, DROP and whatever is not listed
/// are `other`.
enum class Command : std::uint8_t {
    other,
    select,  ///< Also VALUES and TABLE.
    insert,
    update,
    delete_,
    merge,
    begin,     ///< BEGIN, START TRANSACTION
    commit,    ///< COMMIT, END
    rollback,  ///< ROLLBACK, ABORT
    savepoint,
    release,
    rollback_to,
    prepare_transaction,
    commit_prepared,
    rollback_prepared,
    prepare,
    execute,
    deallocate,
    discard,
    declare,
    fetch,
    move,
    close,  ///< Of a cursor.
    copy,
    listen,
    unlisten,
    notify,
    set,
    reset,
    show,
    call,
    do_,
    explain,
};

/// PREPARE TRANSACTION, COMMIT PREPARED and ROLLBACK PREPARED.
[[nodiscard]] constexpr bool is_two_phase(Command command) noexcept {
    return command >= Command::prepare_transaction && command <= Command::rollback_prepared;
}

/// FETCH and MOVE: they name a cursor, not what it runs.
[[nodiscard]] constexpr bool reads_cursor(Command command) noexcept {
    return command == Command::fetch || command == Command::move;
}

/// A statement's command and the object it names.
struct CommandTarget {
    Command command = Command::other;
    /// DEALLOCATE ALL, CLOSE ALL, DISCARD ALL, UNLISTEN *.
    bool all = false;
    /// COMMIT AND CHAIN, ROLLBACK AND CHAIN: the next transaction begins at once.
    bool chain = false;
    /// DECLARE ... WITH HOLD: the cursor outlives its transaction.
    bool hold = false;
    /// Of the prepared statement, cursor, savepoint or channel: folded to lower case when it was
    /// written without quotes, else without its quotes; escapes of U&"" stay. Empty when there is
    /// none.
    std::string name;
};

/// Reads the first statement of `sql`, raw or normalized. A WITH query is what its main statement
/// is.
[[nodiscard]] CommandTarget command_target(std::string_view sql);

}  // namespace pgoscope::sql
