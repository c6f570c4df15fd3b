#pragma once

#include "cli/privileges/user.h"

namespace pgoscope::cli {

// Only opening an interface takes privileges. What is left of them goes in two steps, and none
// comes back: a flaw in the reading of hostile packets is then worth as little as can be.
// Both throw std::runtime_error with one sentence for a person.

/// The first step, once the interfaces are open: from here on the process is `user`, in no group
/// but that user's, without any capability, and neither it nor a program it started can gain new
/// ones; a crash leaves no core file, which would hold other people's data.
///
/// Called before output files are opened, so that they belong to the user and can be renamed and
/// rotated later; and before there are threads, as capabilities belong to each of them. Who is not
/// root keeps the groups he has: leaving them is itself a privilege.
void give_up_privileges(const User& user);

/// The second, once everything is open and all threads run: of the system calls only those are left
/// that listening, printing and rotating files need; any other answers EPERM.
/// Holds for all threads.
void give_up_system_calls();

}  // namespace pgoscope::cli
