#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/sql/reading.h"
#include "analyzer/sql/secrets.h"
#include "analyzer/sql/secrets/excerpt.h"

namespace pgoscope::sql {

/// A part of the whole text that is a secret.
struct SecretSpan {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// The secrets that were found in a text, read with one set of settings (`reading`).
struct Finding {
    Reading reading;
    bool keep_values = false;                   ///< `values` is wanted
    bool cut = false;                           ///< the text goes on behind its end
    std::span<const PreparedSecrets> prepared;  ///< statements that EXECUTE may name

    std::vector<SecretSpan> spans;          ///< in no order; they may overlap
    std::vector<std::string> values;        ///< the secrets, without quotes and escapes
    std::vector<std::uint16_t> parameters;  ///< each n of a `$n` that stands for a secret
    bool gave_up = false;                   ///< the rest of some text was hidden without reading it
    std::uint32_t highest_parameter = 0;    ///< the highest n of all `$n`, secret or not

    /// Bounds of `values`. A shorter value is not kept, a longer one is cut.
    static constexpr std::size_t longest_value = 4096;  ///< bytes
    static constexpr std::size_t most_values = 64;
    static constexpr std::size_t shortest_value = 4;  ///< bytes

    /// Marks the bytes of `excerpt` from `begin` to `end` as secret.
    void hide(const Excerpt& excerpt, std::size_t begin, std::size_t end) {
        hide(excerpt, begin, end, excerpt.text().substr(begin, end - begin));
    }
    /// The same, where the text writes the value with escapes: `value` is what they mean.
    void hide(const Excerpt& excerpt, std::size_t begin, std::size_t end, std::string_view value) {
        const auto from = excerpt.origin(begin);
        const auto to = begin == end ? from : excerpt.origin_of_end(end);
        spans.push_back({from, to});
        if (keep_values && value.size() >= shortest_value && values.size() < most_values)
            values.emplace_back(value.substr(0, longest_value));
    }
};

}  // namespace pgoscope::sql
