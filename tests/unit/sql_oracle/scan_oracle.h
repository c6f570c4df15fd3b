#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pg_query.h>

/// The tokens that PostgreSQL's own lexer finds, as libpg_query carries it.
namespace oracle {

struct ScannedToken {
    std::size_t start = 0;
    std::size_t end = 0;
    std::uint64_t token = 0;  ///< Of pg_query.proto's enumeration: 39 to 126 are characters.

    bool operator==(const ScannedToken&) const = default;
};

/// Reads the protocol buffer that pg_query_scan answers with: field numbers and wire types are
/// those of pg_query.proto's ScanResult and ScanToken.
class ScanReader {
  public:
    explicit ScanReader(std::string_view bytes) : bytes_(bytes) {}

    std::vector<ScannedToken> tokens() {
        std::vector<ScannedToken> found;
        while (!bytes_.empty()) {
            const auto key = varint();
            if (key == (2U << 3U | 2U)) {
                const auto size = static_cast<std::size_t>(varint());
                found.push_back(token(bytes_.substr(0, size)));
                bytes_.remove_prefix(size);
            } else {
                varint();
            }
        }
        return found;
    }

  private:
    static ScannedToken token(std::string_view bytes) {
        ScannedToken token;
        ScanReader reader(bytes);
        while (!reader.bytes_.empty()) {
            const auto field = reader.varint() >> 3U;
            const auto value = reader.varint();
            if (field == 1) token.start = static_cast<std::size_t>(value);
            if (field == 2) token.end = static_cast<std::size_t>(value);
            if (field == 4) token.token = value;
        }
        return token;
    }
    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; !bytes_.empty() && shift < 64; shift += 7) {
            const auto byte = static_cast<unsigned char>(bytes_.front());
            bytes_.remove_prefix(1);
            value |= std::uint64_t{byte & 0x7FU} << shift;
            if (byte < 0x80) break;
        }
        return value;
    }

    std::string_view bytes_;
};

/// Comments left out. Nothing where the lexer stops at an error.
inline std::optional<std::vector<ScannedToken>> scan(const std::string& sql) {
    constexpr std::uint64_t sql_comment = 275;
    constexpr std::uint64_t c_comment = 276;
    const PgQueryScanResult result = pg_query_scan(sql.c_str());
    std::optional<std::vector<ScannedToken>> found;
    if (result.error == nullptr) {
        found = ScanReader({result.pbuf.data, result.pbuf.len}).tokens();
        std::erase_if(*found, [](const ScannedToken& token) {
            return token.token == sql_comment || token.token == c_comment;
        });
    }
    pg_query_free_scan_result(result);
    return found;
}

}  // namespace oracle
