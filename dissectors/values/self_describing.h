#pragma once

#include "dissectors/values/decoders.h"

namespace pgoscope::dissectors {

/// Arrays and composites name the types of their parts, so that their form alone tells them: the
/// decoder for a value of a type that is not known, or null. Only where all of the value is of that
/// form and every part's type is a built-in one or can be one that a user made.
[[nodiscard]] Decoder find_self_describing(Bytes value) noexcept;

}  // namespace pgoscope::dissectors
