#pragma once

#include <string>
#include <string_view>

/// What a session makes of a conversation in the notation of conversation_notation.h: a word for
/// each exchange behind the start-up, in order of their numbers:
///
///     copy_in:completed>PBES<12CZ@30
///
/// its kind, its outcome, and, only where the word at the same place of `expected` has them: the
/// messages of the client and of the server that belong to it, and its duration. Behind the
/// exchanges follow the totals that `expected` asks for: `calls=1`, `copied=4` (bytes of COPY
/// data) and `canceled=1` (1: an error is said to be the work of a CancelRequest).
///
/// The conversation is told in one packet a turn, in one a message and in one a byte, and in random
/// pieces of each; all must say the same. One of which messages are lost is told in turns only.
std::string outcome_of(std::string_view conversation, std::string_view expected);

/// Checks that it is as expected.
void check_conversation(std::string_view conversation, std::string_view expected);
