#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// What the server does with a request of a made conversation.
enum class Fate : std::uint8_t {
    unread,
    answered,
    failed,
    suspended,  ///< PortalSuspended: rows are left
    dropped,    ///< the server skips up to a Sync
    ignored,    ///< read by COPY IN (Sync, Flush), or COPY data outside of COPY
};

/// What a statement of a made conversation does.
enum class Runs : std::uint8_t { select, update, copy_in, copy_out, nothing };

/// How the server is to take a request; what does not apply to it has no meaning.
struct Plan {
    std::vector<Runs> statements = {};  ///< of Query and Parse, which has one
    std::string name = {};              ///< of the prepared statement; empty: the unnamed one
    bool limited = false;               ///< Execute: at most one row
    bool fails =
        false;  ///< at Sync: as it commits; at Query: after the first statement, if several
    bool fails_unread = false;  ///< COPY IN fails before it reads anything, as by a trigger
    bool bad_row = false;       ///< CopyData whose row the server refuses
};

struct MadeMessage {
    static constexpr std::size_t nobody = static_cast<std::size_t>(-1);

    bool of_client = false;
    char letter = 0;  ///< type byte
    std::string bytes = {};
    /// Of a reply: place of the request it was made for in the conversation.
    std::size_t request = nobody;
    Fate fate = Fate::unread;  ///< of a request
    Plan plan = {};            ///< of a request
};

/// What both sides say behind the start-up, in the order in which a capture between them has it.
using MadeConversation = std::vector<MadeMessage>;

/// Its type bytes with a sign where the other side begins: `> Q < T D C Z`.
[[nodiscard]] std::string letters_of(const MadeConversation& conversation);
