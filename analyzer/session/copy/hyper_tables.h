#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "analyzer/events/statement.h"
#include "analyzer/sql/table_statements.h"

namespace pgoscope::session {

/// The columns of what COPY moves in Hyper's binary format, whose stream does not tell them.
struct CopyShape {
    events::ResultShape columns;
    std::vector<bool> nullable;  ///< of each: a value that may be NULL says first whether it is
};

/// The tables that a session of Hyper was seen to create, so that COPY data can be taken apart.
/// Tables beyond a number that no session has, and those with a column whose type is not known, are
/// as unknown as the ones that were there before.
class KnownTables {
  public:
    /// Takes in a request's SQL.
    void on_sql(std::string_view sql);
    /// The server ran one of its statements, by its CommandComplete.
    void on_complete(std::string_view tag);
    /// What was done since the server was last idle is undone, or some of it.
    void on_error() { forget_unsettled(); }
    /// What was not run by now is not going to be; an idle server does not take back what was.
    void on_ready(bool idle);
    /// Messages are missing.
    void forget() noexcept { tables_.clear(); }

    /// Of a COPY statement; null when not known. Valid for ever.
    [[nodiscard]] std::shared_ptr<const CopyShape> shape_of(std::string_view copy) const;

  private:
    struct Table {
        std::shared_ptr<const CopyShape> shape;
        bool settled = false;  ///< no rollback makes it another one
    };
    void forget_unsettled();

    std::deque<sql::TableStatement> asked_for_;
    std::map<std::string, Table, std::less<>> tables_;
};

}  // namespace pgoscope::session
