#pragma once

#include <string_view>

#include "dissectors/values/text_output.h"

namespace pgoscope::dissectors {

/// A word of a tsvector or tsquery: in single quotes, with quotes and backslashes inside doubled.
inline void put_lexeme(std::string_view word, TextOutput& out) {
    out.put('\'');
    for (const auto character : word) {
        if (out.full()) return;
        if (character == '\'' || character == '\\') out.put(character);
        out.put(character);
    }
    out.put('\'');
}

}  // namespace pgoscope::dissectors
