#include "analyzer/sql/executed_name.h"

#include <algorithm>

#include "analyzer/sql/byte_class.h"

namespace pgoscope::sql {

std::string_view executed_name(const Statement& statement) noexcept {
    const auto command = statement.target.command;
    if (command == Command::execute) return statement.target.name;
    if (command != Command::explain && command != Command::other) return {};
    constexpr std::string_view word = " execute ";
    const auto found = statement.text.find(word);
    if (found == std::string_view::npos) return {};
    auto name = std::string_view(statement.text).substr(found + word.size());
    if (name.starts_with('"')) {
        name.remove_prefix(1);
        return name.substr(0, name.find('"'));
    }
    const auto* const end =
        std::find_if(name.begin(), name.end(), [](char byte) { return !is(byte, word_byte); });
    return name.substr(0, static_cast<std::size_t>(end - name.begin()));
}

}  // namespace pgoscope::sql
