#pragma once

#include "dissectors/values/text_output.h"

namespace pgoscope::dissectors {

/// The shortest decimal that reads back as the same number, laid out as the server's
/// double_to_shortest_decimal_buf does (src/common/d2s.c): with an exponent below 1e-4 and from
/// 1e+15 on (1e+06 for float).
void put_shortest(double number, TextOutput& out);
void put_shortest(float number, TextOutput& out);

}  // namespace pgoscope::dissectors
