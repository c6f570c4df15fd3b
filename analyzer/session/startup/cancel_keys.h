#pragma once

#include <cstdint>

#include <tsl/robin_map.h>

#include "dissectors/bytes.h"

namespace pgoscope::session {

class Session;

/// Which session a CancelRequest means: servers hand out a process id and a secret key
/// (BackendKeyData), and a cancel on a connection of its own repeats both. Only a hash of the pair
/// is kept.
class CancelKeys {
  public:
    using Token = std::uint64_t;
    [[nodiscard]] static Token token(std::uint32_t process_id, Bytes secret_key) noexcept;

    void add(Token token, Session& session) { sessions_[token] = &session; }
    /// Forgets the key unless another session has been given the same one since.
    void remove(Token token, const Session& session) noexcept;
    [[nodiscard]] Session* find(Token token) const noexcept;

  private:
    tsl::robin_map<Token, Session*> sessions_;
};

}  // namespace pgoscope::session
