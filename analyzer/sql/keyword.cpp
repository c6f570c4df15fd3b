#include "analyzer/sql/keyword.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace pgoscope::sql {
namespace {

constexpr KeywordTraits plain(std::string_view name, Keyword keyword) {
    return {name, keyword, false, false};
}
constexpr KeywordTraits leading(std::string_view name, Keyword keyword = Keyword::other) {
    return {name, keyword, true, false};
}
constexpr KeywordTraits type(std::string_view name) {
    return {name, Keyword::other, false, true};
}

/// The reserved words of parser/kwlist.h that cannot end an operand, and few others. Unreserved
/// ones that are likelier a column (key, zone, start) are left out: `key - 5` is a subtraction.
constexpr auto keywords = std::to_array<KeywordTraits>({
    plain("array", Keyword::array),
    plain("atomic", Keyword::atomic),
    plain("begin", Keyword::begin),
    plain("cast", Keyword::cast),
    plain("delete", Keyword::other),
    plain("end", Keyword::end),
    plain("extract", Keyword::extract),
    plain("false", Keyword::false_),
    plain("function", Keyword::function),
    plain("insert", Keyword::other),
    plain("null", Keyword::null),
    plain("operator", Keyword::operator_),
    plain("password", Keyword::password),
    plain("procedure", Keyword::procedure),
    plain("role", Keyword::role),
    plain("true", Keyword::true_),
    plain("uescape", Keyword::uescape),
    plain("update", Keyword::other),
    plain("user", Keyword::user),
    leading("all", Keyword::all),
    leading("alter", Keyword::alter),
    leading("as", Keyword::as),
    leading("by", Keyword::by),
    leading("case", Keyword::case_),
    leading("copy", Keyword::copy),
    leading("create", Keyword::create),
    leading("distinct", Keyword::distinct),
    leading("group", Keyword::group),
    leading("in", Keyword::in),
    leading("is", Keyword::is),
    leading("limit", Keyword::limit),
    leading("not", Keyword::not_),
    leading("on", Keyword::on),
    leading("order", Keyword::order),
    leading("select", Keyword::select),
    leading("set", Keyword::set),
    leading("table", Keyword::table),
    leading("values", Keyword::values),
    leading("with", Keyword::with),
    leading("and"),
    leading("asymmetric"),
    leading("between"),
    leading("both"),
    leading("check"),
    leading("cross"),
    leading("default"),
    leading("else"),
    leading("escape"),
    leading("except"),
    leading("exists"),
    leading("fetch"),
    leading("for"),
    leading("from"),
    leading("full"),
    leading("having"),
    leading("ilike"),
    leading("inner"),
    leading("intersect"),
    leading("into"),
    leading("join"),
    leading("lateral"),
    leading("like"),
    leading("maxvalue"),
    leading("minvalue"),
    leading("natural"),
    leading("offset"),
    leading("only"),
    leading("or"),
    leading("outer"),
    leading("over"),
    leading("placing"),
    leading("primary"),
    leading("references"),
    leading("returning"),
    leading("similar"),
    leading("some"),
    leading("symmetric"),
    leading("then"),
    leading("to", Keyword::to),
    leading("trailing"),
    leading("union"),
    leading("unique"),
    leading("using"),
    leading("variadic"),
    leading("when"),
    leading("where"),
    leading("window"),
    type("bit"),
    type("bpchar"),
    type("char"),
    type("character"),
    type("dec"),
    type("decimal"),
    type("float"),
    type("interval"),
    type("nchar"),
    type("numeric"),
    type("time"),
    type("timestamp"),
    type("timestamptz"),
    type("timetz"),
    type("varbit"),
    type("varchar"),
    type("varying"),
});

constexpr std::size_t slot_bits = 9;
constexpr std::size_t slot_count = std::size_t{1} << slot_bits;

static_assert(std::endian::native == std::endian::little, "first_eight is in memory order");

constexpr std::uint64_t first_eight(std::string_view word) {
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < word.size() && i < 8; ++i) {
        bytes |= std::uint64_t{static_cast<unsigned char>(word[i])} << (8 * i);
    }
    return bytes;
}

constexpr std::size_t slot_of(std::uint64_t first_bytes) {
    return static_cast<std::size_t>((first_bytes * 0x9E3779B97F4A7C15ULL) >> (64 - slot_bits));
}

struct Slot {
    std::uint64_t first_bytes = 0;
    std::uint8_t index = 0;  ///< In `keywords`, from 1; 0 is free.
};

constexpr auto build_slots() {
    std::array<Slot, slot_count> slots{};
    for (std::size_t i = 0; i < keywords.size(); ++i) {
        const std::uint64_t bytes = first_eight(keywords[i].name);
        std::size_t slot = slot_of(bytes);
        while (slots[slot].index != 0)
            slot = (slot + 1) % slot_count;
        slots[slot] = {bytes, static_cast<std::uint8_t>(i + 1)};
    }
    return slots;
}

constexpr auto slots = build_slots();

constexpr auto build_lengths() {
    std::array<std::uint32_t, 256> lengths{};
    for (const auto& traits : keywords)
        lengths[static_cast<unsigned char>(traits.name.front())] |= 1U << traits.name.size();
    return lengths;
}

}  // namespace

constexpr std::array<std::uint32_t, 256> detail::keyword_lengths = build_lengths();

const KeywordTraits& keyword_traits(std::string_view word, std::uint64_t first_bytes) noexcept {
    for (std::size_t slot = slot_of(first_bytes); slots[slot].index != 0;
         slot = (slot + 1) % slot_count) {
        if (slots[slot].first_bytes != first_bytes) continue;
        const KeywordTraits& traits = keywords[slots[slot].index - 1U];
        if (traits.name.size() == word.size() && (word.size() <= 8 || traits.name == word)) {
            return traits;
        }
    }
    return no_keyword;
}

}  // namespace pgoscope::sql
