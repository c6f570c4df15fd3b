#include "analyzer/session/v2/framer.h"

#include <algorithm>

namespace pgoscope::session {

namespace v2 = dissectors::v2;

v2::Scan OldFramer::next(const v2::State& state, Bytes& input, PacketTime time,
                         std::uint64_t offset) {
    if (!scanner_.inside_message()) {
        kept_.clear();
        missing_ = 0;
        first_time_ = time;
        first_offset_ = offset;
    }
    const Bytes before = input;
    const auto scan = scanner_.feed(state, input);
    const auto taken = before.first(before.size() - input.size());
    const bool whole = scan == v2::Scan::message && kept_.empty();
    const auto room = keep_ - std::min<std::size_t>(keep_, kept_.size());
    const auto kept = taken.first(std::min(room, taken.size()));
    beyond_ = missing_ == 0 ? taken.subspan(kept.size()) : Bytes();
    if (whole) {
        body_ = kept;
        return scan;
    }
    // Nothing is kept behind missing bytes: the message would have a hole.
    if (missing_ == 0) kept_.insert(kept_.end(), kept.begin(), kept.end());
    body_ = kept_;
    return scan;
}

Frame OldFramer::frame() const noexcept {
    // Behind these forms, all begin with a letter.
    const bool has_letter = form() >= v2::Form::query && !body_.empty();
    Frame frame;
    frame.tag = has_letter ? body_[0] : std::uint8_t{0};
    frame.length = length();
    frame.body = body_;
    frame.beyond = beyond_;
    frame.complete = body_.size() == length();
    frame.missing = missing_;
    frame.first_time = first_time_;
    frame.offset = first_offset_;
    return frame;
}

bool OldFramer::pass_over(std::uint64_t count) noexcept {
    if (!scanner_.pass_over(count)) return false;
    missing_ += static_cast<std::uint32_t>(count);
    return true;
}

std::uint32_t OldFramer::discard() noexcept {
    const auto captured = scanner_.inside_message() ? length() - missing_ : 0;
    scanner_.reset();
    return captured;
}

}  // namespace pgoscope::session
