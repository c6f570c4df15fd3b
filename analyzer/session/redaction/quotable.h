#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "analyzer/events/sink.h"
#include "analyzer/session/context.h"
#include "analyzer/session/conversation/request_queue.h"
#include "analyzer/session/copy/copy_contents.h"
#include "analyzer/session/redaction/recent_requests.h"
#include "analyzer/sql/statement_catalogue.h"

namespace pgoscope::session {

/// Keeps the texts of a session's requests that messages of the server may quote, and finds them in
/// these messages. With `Options::keep_requests` it keeps all of them, otherwise only secrets.
class Quotable {
  public:
    using Request = RecentRequests::Addition;

    /// Keeps a text of SQL, where that is wanted. Unless it is cut, it must be the text that was
    /// interned last in `context.catalogue`, which knows whether it may hold secrets.
    void keep_sql(Context& context, const Request& request) {
        if (request.cut || context.options.keep_requests ||
            context.catalogue.latest_may_hold_secrets() || !context.executed.empty()) [[unlikely]]
            keep_text(context, request);
    }
    /// Keeps the parameters of a Bind, the arguments of a FunctionCall or the reason of a CopyFail.
    void keep_values(Context& context, const events::MessageEvent& event) {
        const bool secret = event.statement != nullptr && event.statement->may_name_secrets;
        if (secret || context.options.keep_requests) [[unlikely]]
            keep_values_of(context, event);
    }

    /// Looks for it in an error or notice, or the value of a ParameterStatus, and gives the event
    /// the result, which lives in `context`. The first of `expected` is what is being answered.
    /// `copy` is what the session copies meanwhile, null for nothing.
    void judge(Context& context, events::MessageEvent& event, const ExpectedReplies& expected,
               const CopyContents* copy) const {
        if (kept_ || context.options.keep_requests || is_long(context, event) || copy != nullptr)
            judge_event(context, event, expected.empty() ? nullptr : &expected[0], copy);
    }

  private:
    /// Whether the message answers a request of which only a part was searched for secrets.
    [[nodiscard]] static bool is_long(const Context& context,
                                      const events::MessageEvent& event) noexcept {
        return event.exchange != nullptr &&
               event.exchange->request_bytes > context.options.limits.message_bytes;
    }

    struct Kept {
        RecentRequests all;      ///< whole requests; empty without Options::keep_requests
        RecentRequests secrets;  ///< only the secrets in them, which are so kept for longer
    };

    [[gnu::cold, gnu::noinline]] void keep_text(Context& context, const Request& request);
    [[gnu::cold, gnu::noinline]] void keep_values_of(Context& context,
                                                     const events::MessageEvent& event);
    [[gnu::cold, gnu::noinline]] void judge_event(Context& context, events::MessageEvent& event,
                                                  const ExpectedReply* running,
                                                  const CopyContents* copy) const;
    void keep_secrets_of(Context& context, const events::MessageEvent& event);
    static void keep(Context& context, RecentRequests& in, const Request& request);
    Kept& kept();

    std::unique_ptr<Kept> kept_;  ///< null before anything is kept
};

}  // namespace pgoscope::session
