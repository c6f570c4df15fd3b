#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/encoding/client_encoding.h"
#include "analyzer/events/exchange.h"
#include "analyzer/session/conversation/ring.h"
#include "analyzer/session/memory_budget.h"
#include "analyzer/sql/reading.h"

namespace pgoscope::session {

/// Text of a Query, or the beginning of a long one.
struct KeptSql {
    std::string sql;
    bool cut = false;
    sql::Reading reading{};
    encoding::Characters characters = encoding::Characters::utf8;  ///< of `sql`
    /// Of a long one, as LongSql::ends.
    std::vector<std::uint64_t> ends{};
    MemoryBudget::Share memory{};
};

/// An exchange with what is needed to complete it.
struct OpenExchange {
    events::Exchange exchange;
    /// Statements of a simple Query in the order of its text; each result belongs to one.
    std::vector<const sql::Statement*> statements;
    /// Text of a Query of several statements until the first of them is done: an error before that
    /// tells by its position in the text whose it is.
    std::unique_ptr<const KeptSql> several;
    /// Text of a Query that has a COPY: the normalized text lacks the constants among its options.
    std::unique_ptr<const std::string> copy_sql;
    /// What the normalized text lacks of a statement of two phases.
    struct Identifier {
        std::uint32_t statement = 0;  ///< its index in `statements`
        std::string text;             ///< empty = not known
    };
    std::unique_ptr<const std::vector<Identifier>> identifiers;
    /// End of the result before the one at hand, in a Query of several statements.
    std::optional<PacketTime> previous_result;
    /// First byte of the result at hand.
    std::optional<PacketTime> result_first_reply;
    /// Response bytes that belong to earlier results.
    std::uint64_t counted_response_bytes = 0;
    /// Last byte of its latest reply of any kind.
    std::optional<PacketTime> last_reply;
    std::uint64_t data_rows = 0;
    std::uint32_t next_statement = 0;  ///< index of the statement whose result comes next
    std::uint32_t expected = 0;        ///< replies outstanding
    std::uint32_t references = 0;      ///< expected replies that name it, its Sync's included
    std::uint32_t syncs = 0;           ///< that ended its request and are not answered
    bool failed = false;               ///< an ErrorResponse ended it
    bool sealed = false;               ///< nothing more joins its request
    bool finished = false;             ///< outcome and times are final
    bool untold = false;               ///< finished, but for the ReadyForQuery of its Sync
    bool text_cut = false;             ///< the capture lacks the end of the Query
    bool left_out = false;             ///< the Query has more statements than `statements`

    /// As if new, but for the memory of `statements`, which serves the next Query.
    void clear() noexcept;
};

/// Exchanges of one session from their first request byte until nothing refers to them. Numbers are
/// consecutive, so that the number tells the place.
class OpenExchanges {
  public:
    [[nodiscard]] OpenExchange& begin(events::ExchangeKind kind, PacketTime time,
                                      std::uint64_t packet);
    /// Null when it is over, or 0 was asked for.
    [[nodiscard]] OpenExchange* find(std::uint64_t number) noexcept {
        if (number == 0 || open_.empty()) return nullptr;
        const auto first = open_.front().exchange.number;
        if (number < first || number - first >= open_.size()) return nullptr;
        return &open_[static_cast<std::size_t>(number - first)];
    }
    /// The latest begun; null before the first, and when that was let go of.
    [[nodiscard]] OpenExchange* newest() noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return open_.size(); }
    [[nodiscard]] OpenExchange& operator[](std::size_t index) noexcept { return open_[index]; }
    [[nodiscard]] std::uint64_t begun() const noexcept { return begun_; }
    /// Lets go of what is over at the front and of the memory it has, but keeps at least `keep`.
    void drop_finished(std::size_t keep) noexcept {
        while (open_.size() > keep && open_.front().finished && open_.front().references == 0) {
            open_.front().clear();
            open_.pop_front();
        }
    }

  private:
    Ring<OpenExchange> open_;
    std::uint64_t begun_ = 0;
};

}  // namespace pgoscope::session
