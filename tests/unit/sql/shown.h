#pragma once

#include <string>
#include <string_view>

#include "analyzer/sql/secrets.h"

/// `text` as it is shown to a reader: without its secrets.
inline std::string shown(std::string_view text,
                         pgoscope::sql::TextKind kind = pgoscope::sql::TextKind::code) {
    std::string out;
    pgoscope::sql::append_without_secrets(out, text, kind);
    return out;
}
