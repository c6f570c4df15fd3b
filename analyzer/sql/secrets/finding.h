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

/// What one way of reading a text finds in it.
struct Finding {
    Reading reading;
    bool keep_values = false;
    bool cut = false;                           ///< the text goes on behind its end
    std::span<const PreparedSecrets> prepared;  ///< that EXECUTE may name

    std::vector<SecretSpan> spans;          ///< in no order; they may overlap
    std::vector<std::string> values;        ///< decoded
    std::vector<std::uint16_t> parameters;  ///< numbers of `$n`
    bool gave_up = false;                   ///< the rest of some text was hidden without reading it
    std::uint32_t highest_parameter = 0;    ///< of all `$n`, secret or not

    /// Bytes and numbers of values that are kept.
    static constexpr std::size_t longest_value = 4096;
    static constexpr std::size_t most_values = 64;
    static constexpr std::size_t shortest_value = 4;

    /// From `begin` to `end` of `excerpt` all is secret.
    void hide(const Excerpt& excerpt, std::size_t begin, std::size_t end) {
        hide(excerpt, begin, end, excerpt.text().substr(begin, end - begin));
    }
    /// The same, where the value is written in another way than it reads.
    void hide(const Excerpt& excerpt, std::size_t begin, std::size_t end, std::string_view value) {
        const auto from = excerpt.origin(begin);
        const auto to = begin == end ? from : excerpt.origin_of_end(end);
        spans.push_back({from, to});
        if (keep_values && value.size() >= shortest_value && values.size() < most_values)
            values.emplace_back(value.substr(0, longest_value));
    }
};

}  // namespace pgoscope::sql
