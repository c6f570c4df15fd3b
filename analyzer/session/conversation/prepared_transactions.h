#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/events/prepared_transaction.h"

namespace pgoscope::session {

/// Prepared transactions that wait for their decision, of all sessions, by server and identifier. A
/// tree, since the traffic chooses the identifiers.
class PreparedTransactions {
  public:
    /// `most`: Limits::prepared_transactions.
    explicit PreparedTransactions(std::uint32_t most) noexcept : most_(most) {}

    /// False when there are too many already, or the identifier is longer than any that a server
    /// takes: it is not kept.
    [[nodiscard]] bool add(events::PreparedTransaction transaction);
    /// It is decided and no longer kept. Nothing when it was not there.
    [[nodiscard]] std::optional<events::PreparedTransaction> take(const Endpoint& server,
                                                                  std::string_view identifier);
    /// In the order of their times.
    [[nodiscard]] std::vector<events::PreparedTransaction> open() const;

  private:
    static constexpr std::size_t longest_identifier = 199;  // GIDSIZE, less its NUL
    using Key = std::pair<Endpoint, std::string>;

    std::uint32_t most_;
    std::map<Key, events::PreparedTransaction> open_;
};

}  // namespace pgoscope::session
