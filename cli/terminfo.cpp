#include "cli/terminfo.h"

#include <cstdint>

#define NCURSES_NOMACROS
#include <curses.h>
#include <term.h>

namespace pgoscope::cli {

std::string terminal_capability(const char* name) {
    const char* value = ::tigetstr(name);
    constexpr std::uintptr_t not_a_string = UINTPTR_MAX;  // what terminfo answers, beside null
    if (value == nullptr || reinterpret_cast<std::uintptr_t>(value) == not_a_string) return {};
    std::string text = value;
    for (auto begin = text.find("$<"); begin != std::string::npos; begin = text.find("$<", begin)) {
        const auto end = text.find('>', begin);
        if (end == std::string::npos) break;
        text.erase(begin, end + 1 - begin);
    }
    return text;
}

}  // namespace pgoscope::cli
