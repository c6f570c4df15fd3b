#include "analyzer/session/startup/cancel_keys.h"

#include <xxhash.h>

namespace pgoscope::session {

CancelKeys::Token CancelKeys::token(std::uint32_t process_id, Bytes secret_key) noexcept {
    return XXH3_64bits_withSeed(secret_key.data(), secret_key.size(), process_id);
}

void CancelKeys::remove(Token token, const Session& session) noexcept {
    if (const auto found = sessions_.find(token);
        found != sessions_.end() && found->second == &session)
        sessions_.erase(found);
}

Session* CancelKeys::find(Token token) const noexcept {
    const auto found = sessions_.find(token);
    return found == sessions_.end() ? nullptr : found->second;
}

}  // namespace pgoscope::session
