#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <xxhash.h>

#include "analyzer/sql/placeholders.h"
#include "analyzer/sql/text_buffer.h"

namespace pgoscope::sql {

/// A normalized text that is too long to be kept: its beginning, and the hash of all of it.
class SpilledText {
  public:
    /// Bytes kept of the beginning.
    static constexpr std::size_t kept_bytes = std::size_t{32} * 1024;

    [[nodiscard]] bool begun() const noexcept { return begun_; }
    void clear() noexcept { begun_ = false; }
    /// Takes what is in `skeleton`, the text with bare `$` signs, and empties it. What is kept of
    /// it has the placeholders that `placeholders` has at the first call; after that, only the
    /// highest number of `placeholders` may change.
    void add(TextBuffer& skeleton, Placeholders& placeholders);
    /// Writes the beginning to `out`.
    void render(Placeholders& placeholders, TextBuffer& out) const;
    /// XXH3-64 of all that was added.
    [[nodiscard]] std::uint64_t hash() const noexcept { return XXH3_64bits_digest(state_.get()); }

  private:
    struct Free {
        void operator()(XXH3_state_t* state) const noexcept { XXH3_freeState(state); }
    };

    bool begun_ = false;
    std::string beginning_;
    std::unique_ptr<XXH3_state_t, Free> state_;
};

}  // namespace pgoscope::sql
