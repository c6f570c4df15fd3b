#include "dissectors/logical/test_decoding.h"

#include <array>
#include <charconv>

#include "dissectors/logical/timestamp.h"

namespace pgoscope::dissectors::logical {
namespace {

struct Opening {
    std::string_view text;
    Operation operation;
};
// A longer opening stands before one that it begins with.
constexpr std::array openings{
    Opening{"BEGIN", Operation::begin},
    Opening{"COMMIT PREPARED ", Operation::commit_prepared},
    Opening{"COMMIT", Operation::commit},
    Opening{"PREPARE TRANSACTION ", Operation::prepare},
    Opening{"ROLLBACK PREPARED ", Operation::rollback_prepared},
    Opening{"message: transactional: ", Operation::message},
    Opening{"opening a streamed block for transaction", Operation::stream_start},
    Opening{"closing a streamed block for transaction", Operation::stream_stop},
    Opening{"aborting streamed (sub)transaction", Operation::stream_abort},
    Opening{"preparing streamed transaction", Operation::stream_prepare},
    Opening{"committing streamed transaction", Operation::stream_commit},
    Opening{"streaming change for ", Operation::stream_change},
    Opening{"streaming truncate for ", Operation::truncate},
    Opening{"streaming message: ", Operation::message},
};

constexpr std::array table_operations{
    Opening{"INSERT:", Operation::insert},
    Opening{"UPDATE:", Operation::update},
    Opening{"DELETE:", Operation::remove},
    Opening{"TRUNCATE:", Operation::truncate},
};

// Where the name of a table ends: such a character and a space outside of double quotes.
std::size_t end_of_relation(std::string_view text, char mark) noexcept {
    bool quoted = false;
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        if (text[i] == '"') quoted = !quoted;
        if (!quoted && text[i] == mark && text[i + 1] == ' ') return i;
    }
    return std::string_view::npos;
}

TextChange read_table_change(std::string_view text) noexcept {
    const auto end = end_of_relation(text, ':');
    if (end == std::string_view::npos) return {};
    const auto rest = text.substr(end + 2);
    for (const auto& candidate : table_operations)
        if (rest.starts_with(candidate.text))
            return {candidate.operation, text.substr(0, end), std::nullopt, std::nullopt};
    return {};
}

// The number behind ` `, `TXN ` or `, txid `, whichever the message has.
std::optional<std::uint32_t> read_xid(std::string_view text) noexcept {
    for (const std::string_view mark : {", txid ", "TXN ", " "}) {
        const auto at = text.find(mark);
        if (at == std::string_view::npos) continue;
        const auto digits = text.substr(at + mark.size());
        std::uint32_t xid = 0;
        const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), xid);
        if (parsed.ec == std::errc{}) return xid;
    }
    return std::nullopt;
}

std::optional<std::int64_t> read_commit_time(std::string_view text) noexcept {
    constexpr std::string_view mark = " (at ";
    const auto at = text.rfind(mark);
    if (at == std::string_view::npos) return std::nullopt;
    return read_timestamp(text.substr(at + mark.size()));
}

bool has_xid(Operation operation) noexcept {
    return operation != Operation::message;
}

// `BEGIN` and `COMMIT` are whole, or a space and more follow.
bool ends_word(std::string_view opening, std::string_view rest) noexcept {
    const auto last = opening.back();
    return rest.empty() || rest.front() == ' ' || last == ' ';
}

}  // namespace

TextChange read_test_decoding(std::string_view text) noexcept {
    constexpr std::string_view table = "table ";
    if (text.starts_with(table)) return read_table_change(text.substr(table.size()));
    for (const auto& opening : openings) {
        if (!text.starts_with(opening.text)) continue;
        const auto rest = text.substr(opening.text.size());
        if (!ends_word(opening.text, rest)) continue;
        if (!has_xid(opening.operation)) return {opening.operation, {}, std::nullopt, std::nullopt};
        return {opening.operation, {}, read_xid(rest), read_commit_time(rest)};
    }
    return {};
}

std::string_view take_relation(std::string_view& relations) noexcept {
    const auto end = end_of_relation(relations, ',');
    const auto first = relations.substr(0, end);
    relations.remove_prefix(end == std::string_view::npos ? relations.size() : end + 2);
    return first;
}

}  // namespace pgoscope::dissectors::logical
