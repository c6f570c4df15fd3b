#pragma once

#include <cstdint>
#include <string>

namespace pgoscope::session {

/// A logical slot that the session made: its streams are its plugin's.
struct CreatedSlot {
    std::uint64_t exchange = 0;
    std::string name;
    std::string plugin;
};

}  // namespace pgoscope::session
