#include "cli/command_description.h"

#include <algorithm>

namespace pgoscope::cli {

std::vector<std::string_view> OptionDescription::choices() const {
    std::vector<std::string_view> words;
    const std::string_view all = argument;
    for (std::size_t begin = 0; begin < all.size();) {
        const auto end = std::min(all.find('|', begin), all.size());
        const auto word = all.substr(begin, end - begin);
        if (std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; }))
            words.push_back(word);
        begin = end + 1;
    }
    return words;
}

}  // namespace pgoscope::cli
