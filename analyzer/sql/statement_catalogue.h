#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string_view>
#include <vector>

#include <tsl/robin_map.h>

#include "analyzer/sql/normaliser.h"
#include "analyzer/sql/statement.h"

namespace pgoscope::sql {

/// Knows every distinct statement and finds the ones in a text quickly.
///
/// Two levels: a small cache that knows texts seen a moment ago by their hash alone, without
/// reading them, and behind it the normalizer and a table of fingerprints.
class StatementCatalogue {
  public:
    /// Statement 0 is always there: it stands for all that come when the catalog is full.
    static constexpr StatementId overflow = 0;
    /// Bytes kept of one normalized text.
    static constexpr std::size_t text_bytes = 16'384;

    /// `capacity` counts distinct statements (Limits::statements), the overflow statement not
    /// among them. `seed` protects the hashes from statements made to collide; it does not show
    /// in any result.
    explicit StatementCatalogue(std::uint32_t capacity, std::uint64_t seed = 0);

    /// The statements of `sql` in order, none for a text without any; `truncated` when its end is
    /// missing. The span is valid until the next call.
    [[nodiscard, gnu::hot]] std::span<const StatementId> intern(std::string_view sql,
                                                                bool truncated = false,
                                                                Reading reading = {});
    /// One that a normalizer has found.
    [[nodiscard]] StatementId add(const NormalisedStatement& normalised);

    /// Whether the text of the latest `intern` may hold a secret (secrets.h). It is read for that
    /// only where it is read anyway.
    [[nodiscard]] bool latest_may_hold_secrets() const noexcept { return may_hold_secrets_; }

    /// A statement whose SQL the capture does not have, by the name it was prepared under:
    /// `unknown statement NAME`.
    [[nodiscard]] StatementId intern_unknown(std::string_view name);
    /// One whose portal was not seen to be bound: `unknown statement of portal NAME`.
    [[nodiscard]] StatementId intern_unknown_portal(std::string_view name);
    /// A statement behind the end of what the capture has of its text.
    [[nodiscard]] StatementId intern_cut_off();
    /// A statement of a text that has more than are told apart.
    [[nodiscard]] StatementId intern_left_out();

    /// Valid, and at the same address, as long as the catalog.
    [[nodiscard]] const Statement& operator[](StatementId id) const { return statements_[id]; }
    /// All statements by id, the overflow statement first.
    [[nodiscard]] const std::deque<Statement>& statements() const noexcept { return statements_; }
    /// How often `overflow` was the answer because the catalog was full.
    [[nodiscard]] std::uint64_t overflowed() const noexcept { return overflowed_; }

  private:
    /// Statements of a text seen lately. The text itself is not kept: a seeded 64-bit hash and the
    /// length are taken for it.
    struct RecentText {
        static constexpr std::size_t most_statements = 4;

        std::uint64_t hash = 0;
        std::uint32_t length = 0;  ///< 0: the entry is free.
        std::uint16_t count = 0;
        bool may_hold_secrets = false;
        std::array<StatementId, most_statements> ids{};
    };
    static constexpr std::size_t recent_texts = 8192;

    /// Fingerprints are hashes already; the seed makes their places unforeseeable.
    struct SeededHash {
        std::uint64_t seed;
        std::size_t operator()(std::uint64_t fingerprint) const noexcept;
    };

    [[nodiscard]] StatementId intern_text(std::string_view text);

    std::uint32_t capacity_;
    std::uint64_t seed_;
    std::vector<RecentText> recent_;
    Normaliser normaliser_;
    std::vector<StatementId> ids_;
    tsl::robin_map<std::uint64_t, StatementId, SeededHash> by_fingerprint_;
    std::deque<Statement> statements_;
    std::uint64_t overflowed_ = 0;
    bool may_hold_secrets_ = false;
};

}  // namespace pgoscope::sql
