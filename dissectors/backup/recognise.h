#pragma once

#include <cstdint>

#include "dissectors/bytes.h"

namespace pgoscope::dissectors::backup {

enum class Recognition : std::uint8_t {
    none,
    with_messages,  ///< of servers from 15 on
    bare,           ///< of older ones
};

/// Whether the body of a server's CopyData, or its beginning where it is not `complete`, is of a
/// base backup whose command was not seen. Only what the rows of a COPY cannot be is believed: the
/// header of a file in an archive, the name of an archive, or a count of bytes with zeros in it. A
/// row has none of these at its beginning, in text, which has no NUL, nor in binary, where it
/// begins with the number of its columns. Data in the midst of a file, or of a compressed archive,
/// tells nothing.
[[nodiscard]] Recognition recognise(Bytes payload, bool complete);

}  // namespace pgoscope::dissectors::backup
