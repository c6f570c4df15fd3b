#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// One line of tests/data/binary-values.txt: what a live server sent.
struct ValueSample {
    std::string type;
    /// What stands between the type and the `=`, for people to read.
    std::string description;
    std::uint32_t oid = 0;
    std::vector<std::uint8_t> bytes;
};

[[nodiscard]] std::vector<ValueSample> value_samples();

[[nodiscard]] std::vector<std::uint8_t> from_hex(std::string_view hex);
/// A built-in type by the name the table gives it; fails the test when there is none.
[[nodiscard]] std::uint32_t oid_by_name(std::string_view name);

/// The text of a value, or `malformed`; `raw: ` and `cut: ` come before what is marked so.
[[nodiscard]] std::string text_of(std::uint32_t oid, std::string_view hex);
[[nodiscard]] std::string text_of(std::string_view type, std::string_view hex);
