#pragma once

#include <array>
#include <cstdint>

#include "dissectors/v2/form.h"

namespace pgoscope::dissectors::v2 {

/// What a message is made of, as far as finding its end needs to know.
enum class Op : std::uint8_t {
    end,
    unknown,       ///< no message begins like this
    skip,          ///< that many bytes
    byte,          ///< exactly this byte
    text,          ///< up to a NUL; at most so many bytes
    packet,        ///< i32 length that includes itself, then its bytes; at most so many
    startup_code,  ///< i32, which must fit the length word that a `startup_length` read
    startup_length,
    token,          ///< i32 length, then as many bytes; at most so many
    line,           ///< up to a newline
    columns,        ///< i16: how often what follows is repeated; without, goes to that step
    arguments,      ///< i32: the same
    bitmap,         ///< of the latest RowDescription's columns; its set bits, the same
    value,          ///< i32 length, then as many bytes
    ascii_value,    ///< i32 length that includes itself, then the rest
    argument,       ///< as value; length -1 is NULL
    column_type,    ///< oid, size and, in 2.0, modifier
    repeat,         ///< goes to that step while there are repetitions left
    request,        ///< i32 authentication request and what belongs to it
    result_or_end,  ///< `G` and the steps that follow, or `0` and the end
};

struct GrammarStep {
    Op op = Op::end;
    std::uint32_t argument = 0;
};
using Grammar = std::array<GrammarStep, 6>;

[[nodiscard]] const Grammar& grammar_of(Form form) noexcept;

/// Beyond these, a message is implausible and synchronization lost. SQL, errors, values and lines
/// have the server's limit of an allocation, names and tags the one of libpq for what is short.
inline constexpr std::uint32_t longest_text = (1U << 30U) - 1;
inline constexpr std::uint32_t longest_name = 30'000;
/// MaxTupleAttributeNumber, the same in all releases.
inline constexpr std::uint32_t most_columns = 1'664;
/// FUNC_MAX_ARGS is a choice of who builds the server: 8 in 6.3, 32 in 7.3, 100 since 8.1.
inline constexpr std::uint32_t most_arguments = 1'024;

}  // namespace pgoscope::dissectors::v2
