#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "analyzer/events/statement.h"
#include "analyzer/session/copy/table_changes.h"
#include "analyzer/sql/copy_statement.h"
#include "analyzer/sql/statement.h"

namespace pgoscope::session {

/// Columns with their types that a session was told of, for COPY in binary format, whose data has
/// none. Clients that need the types themselves ask for them first: they prepare the query they are
/// about to copy, or a SELECT of the table's columns, and have it described. Nothing is concluded
/// from less than that, or the CREATE TABLE of the table. The latest few descriptions are kept.
///
/// A wrong type is worse than none, so everything that may have made a table another one forgets:
/// what a transaction was told goes with it unless it commits, and what a statement may do is
/// judged by sql::column_effect. Of other sessions, what sql::effect_on_other_sessions knows is
/// heard of; what functions do there, or sessions that are not in the capture, is not seen.
class DescribedColumns {
  public:
    using Shape = std::shared_ptr<const events::ResultShape>;

    /// What the types of a COPY were taken from.
    enum class Origin : std::uint8_t { none, same_query, select_of_table, create_table };
    struct Found {
        Shape shape;  ///< null: the types are not known
        Origin origin = Origin::none;
    };

    /// Other sessions than the one of this number may have changed tables. To be called before each
    /// of the next, and before the columns are asked for.
    void hear(const TableChanges& changes, std::uint64_t session);
    /// The server described the columns of a statement's result. `prepared` is null for those of a
    /// simple Query; `of_one_table` tells that every column is one of the same table.
    void describe(const sql::Statement* statement,
                  std::shared_ptr<const events::PreparedStatement> prepared, Shape shape,
                  bool of_one_table);
    /// A statement completed with this command tag.
    void on_command(std::string_view command, const sql::Statement* statement);
    /// What was done since the server was last idle is undone, or some of it.
    void on_error() { forget_unsettled(); }
    /// The server is idle: what was done until now stays.
    void on_idle();
    /// Messages are missing, or something may have been done that is not known.
    void forget() noexcept { known_.clear(); }

    [[nodiscard]] Found columns_of(const sql::CopyStatement& copy) const;

  private:
    static constexpr std::size_t most_kept = 16;
    struct Description {
        const sql::Statement* statement = nullptr;
        std::shared_ptr<const events::PreparedStatement> prepared;
        Shape shape;  ///< null for a CREATE TABLE, which is read when it is needed
        bool of_one_table = false;
        bool settled = false;  ///< no rollback makes it untrue
    };

    void keep(Description description);
    void forget_unsettled();
    /// All that may mean a table of that name.
    void forget_named(std::string_view table);
    [[nodiscard]] static bool tells_query(const Description& known, std::string_view query);
    [[nodiscard]] static Shape columns_of_table(const Description& known,
                                                const sql::CopiedColumns& copied);
    [[nodiscard]] static Shape columns_of_created(const Description& known,
                                                  const sql::CopiedColumns& copied);

    std::vector<Description> known_;  ///< the latest is the first
    bool forgets_at_end_ = false;     ///< of the transaction
    std::uint64_t heard_ = 0;         ///< changes of any session
    bool types_renamed_ = false;      ///< a declared type may be any of its name
};

/// As reports spell it: `same query`, `SELECT of the table`, `CREATE TABLE`; empty for none.
[[nodiscard]] std::string_view to_string(DescribedColumns::Origin origin) noexcept;

}  // namespace pgoscope::session
