#include "analyzer/session/copy/copy_contents.h"

namespace pgoscope::session {

void CopyContents::read_ahead(const LongCopyData& data) {
    if (ahead_of_ != data.offset) {
        ahead_of_ = data.offset;
        reads_ahead_ = begin_ahead(data.direction, data.kept);
        ahead_ = reads_ahead_ ? data.kept.size() : 0;
    }
    if (!reads_ahead_) return;
    ahead_ += data.piece.size();
    go_on_ahead(data.piece);
}

void CopyContents::follow(const events::MessageEvent& event) noexcept {
    using enum dissectors::MessageName;
    switch (event.name()) {
        case CopyInResponse:
            from_client_ = true;
            break;
        case CopyOutResponse:
            from_server_ = true;
            break;
        case CopyBothResponse:
            open_both();
            break;
        case CopyDone:
        case CopyFail:
            (event.direction == Direction::frontend ? from_client_ : from_server_) = false;
            break;
        case CommandComplete:
        case ErrorResponse:
        case ReadyForQuery:
            from_client_ = from_server_ = false;
            break;
        default:
            break;
    }
}

}  // namespace pgoscope::session
