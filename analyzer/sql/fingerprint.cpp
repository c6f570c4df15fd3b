#include "analyzer/sql/fingerprint.h"

#include <xxhash.h>

namespace pgoscope::sql {

std::uint64_t fingerprint(std::string_view normalised) noexcept {
    return XXH3_64bits(normalised.data(), normalised.size());
}

FingerprintText::FingerprintText(std::uint64_t fingerprint) noexcept {
    for (std::size_t i = digits_.size(); i-- > 0; fingerprint >>= 4) {
        digits_[i] = "0123456789abcdef"[fingerprint & 0xF];
    }
}

}  // namespace pgoscope::sql
