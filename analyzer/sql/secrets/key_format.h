#pragma once

#include <cstddef>
#include <string_view>

#include "analyzer/sql/secrets/byte_pairs.h"
#include "analyzer/sql/secrets/secret_names.h"

namespace pgoscope::sql {

struct KeyPlace {
    std::size_t begin = 0;
    std::size_t length = 0;  ///< 0 = no key
};

/// Adds the rare pair (byte_pairs.h) of each format's prefix (secret_names.h).
constexpr void add_key_pairs(BytePairs& pairs) {
    for (const auto& format : key_formats)
        pairs.add(format.prefix[format.pair], format.prefix[format.pair + 1]);
}

/// The key of a known format whose prefix has its rare pair at `position`. `text` must have a byte
/// at `position + 1`.
[[nodiscard]] KeyPlace key_at_pair(std::string_view text, std::size_t position) noexcept;

}  // namespace pgoscope::sql
