#pragma once

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include "dissectors/message_name.h"

/// A file of tests/data with bytes of real servers: `### title`, then `F` or `B`, hexadecimal
/// digits, and what they mean behind `#`.
struct VectorLine {
    pgoscope::dissectors::Direction direction{};
    std::vector<std::uint8_t> bytes;
    std::string meaning;
};
struct VectorSection {
    std::string title;
    std::vector<VectorLine> lines;
};

inline std::vector<std::uint8_t> from_hex(const std::string& digits) {
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        bytes.push_back(static_cast<std::uint8_t>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    return bytes;
}

inline std::vector<VectorSection> read_vectors(const std::string& name) {
    std::ifstream file(std::string(PGOSCOPE_SOURCE_DIR "/tests/data/") + name);
    std::vector<VectorSection> sections;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("### ")) sections.push_back({line.substr(4), {}});
        if (!line.starts_with("F ") && !line.starts_with("B ")) continue;
        const auto comment = line.find(" # ");
        auto digits = line.substr(2, comment == std::string::npos ? comment : comment - 2);
        digits.erase(digits.find_last_not_of(' ') + 1);
        using pgoscope::dissectors::Direction;
        sections.back().lines.push_back(
            {line[0] == 'F' ? Direction::frontend : Direction::backend, from_hex(digits),
             comment == std::string::npos ? "" : line.substr(comment + 3)});
    }
    return sections;
}

/// The sections that are whole sessions of protocol 1.0 or 2.0.
inline std::vector<VectorSection> real_sessions() {
    std::vector<VectorSection> sessions;
    for (const auto* name : {"pg7.3-protocol-1-and-2.txt", "pg7.3-authentication.txt"})
        for (auto& section : read_vectors(name))
            if (section.title.find("protocol 1.0") != std::string::npos ||
                section.title.find("protocol 2.0") != std::string::npos)
                sessions.push_back(std::move(section));
    return sessions;
}
