#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/events/quoted_values.h"
#include "analyzer/events/sink.h"
#include "analyzer/session/conversation/request_queue.h"
#include "analyzer/session/redaction/recent_requests.h"
#include "analyzer/sql/literals.h"

namespace pgoscope::session {

/// Finds what of one message of the server repeats what requests said.
struct MessageValues {
    const RecentRequests& all;
    const RecentRequests& secrets;  ///< each a value
    bool judged;                    ///< look for values, not only for secrets
    bool long_request;              ///< that it answers: not all of it was looked at for secrets
    const ExpectedReply* running;   ///< what is being answered; null = nothing
    bool copies_secrets;            ///< meanwhile rows of a COPY come, with secrets among them

    /// Of an error, a notice or a ParameterStatus.
    void append_to(std::vector<events::QuotedValue>& to, const events::MessageEvent& event) const;

  private:
    using Found = std::vector<events::QuotedValue>;

    void append_of_error(Found& to, const events::MessageEvent& event,
                         const dissectors::v3::ErrorFields& message) const;
    void append_of_text(Found& to, const events::MessageEvent& event,
                        const dissectors::v3::ErrorFields& message, const sql::Literals* own,
                        std::size_t field, std::string_view text) const;
    void append_of_copy(Found& to, const dissectors::v3::ErrorFields& message,
                        std::vector<std::string>& known_secrets) const;
    void append_of_setting(Found& to, const dissectors::v3::ParameterStatus& status) const;
    [[nodiscard]] bool add_own_request(sql::Literals& own, const events::MessageEvent& event) const;
};

}  // namespace pgoscope::session
