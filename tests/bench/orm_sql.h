#pragma once

#include <cstdint>
#include <string>

namespace bench {

/// SQL as object-relational mappers write it: long lists of qualified and quoted columns with
/// aliases, joins, few constants. The same number gives the same text on every machine, other
/// numbers give other texts; every 50th has the same statement with other constants.
[[nodiscard]] std::string orm_sql(std::uint32_t number);

}  // namespace bench
