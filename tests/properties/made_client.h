#pragma once

#include <cstdint>

#include "tests/properties/made_conversation.h"

/// What a client does that others do not.
struct ClientHabits {
    /// It sends requests before those ahead of them are answered.
    bool pipelines = false;
    /// It runs COPY FROM STDIN.
    bool copies = false;
    /// It sends the data of a COPY ahead of CopyInResponse.
    bool copies_ahead = false;
    /// It may send Sync among the data of a COPY, and its COPYs may fail before they read anything:
    /// which Syncs are answered shows only when they are.
    bool copies_oddly = false;
};

/// A conversation of so many Queries, Sync groups and COPYs with a MadeServer. The same seed makes
/// the same conversation.
[[nodiscard]] MadeConversation make_conversation(std::uint64_t seed, const ClientHabits& habits,
                                                 std::size_t units = 8);
