// Any bytes as SQL and as prose, in every reading: no crash, and a password that stands in them is
// hidden whatever stands around it.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "analyzer/sql/secrets.h"
#include "dissectors/bytes.h"

namespace sql = pgoscope::sql;

namespace {

constexpr std::string_view planted = "Zq7SeKrEt7qZ";

std::string shown(std::string_view text, sql::TextKind kind, sql::Reading reading,
                  bool cut = false) {
    static const std::vector<sql::PreparedSecrets> prepared{
        {"p", sql::SecretParameters("update t set token = $2 where a = $1")}};
    std::string out;
    if (cut)
        sql::append_without_secrets(out, text, kind, reading, prepared, true);
    else
        sql::append_without_secrets(out, text, kind, reading);
    return out;
}

}  // namespace

// The input: where the password is planted and how texts are read (two bytes), then the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view text = pgoscope::as_text({data + 2, size - 2});
    const auto at = text.empty() ? 0 : data[0] % text.size();
    const sql::Reading reading{.backslash_escapes = (data[1] & 1U) != 0,
                               .trail_bytes = static_cast<sql::TrailBytes>(data[1] >> 1U & 3U),
                               .assumed = (data[1] & 8U) != 0};

    std::string with_secret(text.substr(0, at));
    with_secret.append(" password '").append(planted).append("' ").append(text.substr(at));
    for (const auto kind : {sql::TextKind::code, sql::TextKind::prose}) {
        static_cast<void>(shown(text, kind, reading));
        static_cast<void>(shown(text, kind, reading, true));
        static_cast<void>(sql::secret_values(text, kind, reading));
        // What is planted already is a text, not a secret.
        if (text.find(planted) != std::string_view::npos) continue;
        if (shown(with_secret, kind, reading).find(planted) != std::string::npos) std::abort();
    }
    static_cast<void>(sql::SecretParameters(text, reading).contains(1));
    static_cast<void>(sql::SecretParameters(text, reading, true).contains(1));
    return 0;
}
