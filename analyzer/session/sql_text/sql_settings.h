#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "analyzer/encoding/converter.h"
#include "analyzer/events/session_info.h"
#include "analyzer/sql/reading.h"
#include "analyzer/sql/reading_change.h"
#include "dissectors/message_name.h"

namespace pgoscope::session {

/// The settings of a session that decide what its texts mean: `standard_conforming_strings` and
/// `client_encoding`.
///
/// What the server reports (ParameterStatus) is true of what it has done. Requests that were sent
/// before it has answered those ahead are read as the settings will be when it comes to them: a SET
/// acts on the messages behind its own. Once all is answered, what was reported holds, also after a
/// rollback that took a SET back, of which the server reports.
class SqlSettings {
  public:
    /// The session speaks a protocol before 3.0, whose servers report nothing and always escape by
    /// backslash.
    void begin_old_protocol() noexcept;
    void on_parameter_status(std::string_view name, std::string_view value) noexcept;
    /// The session, whose beginning the capture has, is open. Servers before 8.1 have no
    /// `standard_conforming_strings` and always escape; of others that do not report it, it is not
    /// known.
    void on_open(std::string_view server_version) noexcept;

    /// A request was sent that makes these changes for those behind it; none where it is not known
    /// which, as those of a function.
    void on_request(const std::vector<sql::ReadingChange>& changes);
    /// One was sent that begins a transaction or commits it.
    void on_transaction_boundary();
    void on_rollback();
    /// The message of the request is over: what it changes holds for the next.
    void apply_request();
    /// No request waits for an answer.
    void on_all_answered(events::TransactionStatus transaction) noexcept;
    // Of a server that does not report settings, they are what requests made them, unless one
    // failed or the transaction was rolled back:
    void on_error() noexcept { failed_ = is_ahead_; }
    /// Whether it may have changed the settings.
    [[nodiscard]] bool on_transaction_end(bool rolled_back) noexcept;
    /// Requests make the settings differ from what was reported, or may.
    [[nodiscard]] bool is_ahead() const noexcept { return is_ahead_; }

    /// Of text of the client; not converted, if `converted` is false. It is assumed where the
    /// settings are not known, and while the server has yet to do what requests sent ahead say:
    /// it may fail, or be taken back.
    [[nodiscard]] sql::Reading reading(bool converted) const noexcept;
    /// What the texts of that side are in; null where it is not known.
    [[nodiscard]] const encoding::ClientEncoding* encoding_of(
        dissectors::Direction direction) const noexcept {
        const auto& values = direction == dissectors::Direction::frontend ? expected_ : reported_;
        return values.encoding;
    }
    [[nodiscard]] bool strings_known() const noexcept { return reported_.strings_known; }
    [[nodiscard]] bool standard_strings() const noexcept { return !reported_.backslash_escapes; }

  private:
    struct Values {
        bool strings_known = false;
        bool backslash_escapes = false;
        const encoding::ClientEncoding* encoding = nullptr;  ///< null = not known
    };
    void set(Values& values, const sql::ReadingChange& change) const noexcept;
    Values reported_;
    Values expected_;  ///< when the server comes to the next request
    Values initial_;   ///< as first reported: what RESET goes back to
    /// What the transaction, if there is one, goes back to.
    std::optional<Values> on_rollback_;
    std::optional<Values> on_commit_;  ///< without what was SET LOCAL
    /// Of the last request: what it does to `expected_` for those behind it.
    std::optional<Values> ended_to_;
    std::vector<sql::ReadingChange> changes_;  ///< as sql::add_change leaves them
    bool is_ahead_ = false;
    bool unreported_ = false;  ///< the server does not report them
    bool failed_ = false;      ///< what was asked for ahead
};

}  // namespace pgoscope::session
