#pragma once

#include <cstddef>

namespace pgoscope::sql {

/// Bytes of a text, `end` not among them.
struct TextRange {
    std::size_t begin = 0;
    std::size_t end = 0;
    friend bool operator==(const TextRange&, const TextRange&) = default;
};

}  // namespace pgoscope::sql
