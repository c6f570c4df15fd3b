#include <utility>

#include "analyzer/session/framing/boundary.h"
#include "analyzer/session/session.h"
#include "dissectors/v2/recognise.h"

/// Bytes that are missing or make no message, and how a direction finds its next message again.
namespace pgoscope::session {
namespace {

using events::SkipReason;

std::string_view reason_name(tcp::GapReason reason) noexcept {
    switch (reason) {
        case tcp::GapReason::lost:
            return "lost";
        case tcp::GapReason::snaplen:
            return "snaplen";
        case tcp::GapReason::buffer_limit:
            return "buffer_limit";
        case tcp::GapReason::end_of_capture:
            return "end_of_capture";
    }
    return "lost";
}

}  // namespace

void Session::lose_boundary(Direction direction, Loss loss) {
    if (described_) described_->forget();
    if (dialect_) dialect_->tables.forget();
    auto& from = half(direction);
    from.loss = loss;
    from.framer.expect(Unit::typed);
    pass_over(direction, std::exchange(from.loss.skipped, 0));
    if (inside_copy(direction)) copy_->lose_boundary();
    if (phase_ == Phase::startup || phase_ == Phase::authenticating) phase_ = Phase::ready;
    replies_uncertain_ = true;
    if (direction == Direction::backend && !pipelines_) {
        // A client that waits for each answer had the earlier ones before it sent the newest.
        abandon_before_newest();
    }
    if (direction == Direction::frontend) {
        long_sql_.reset();
        lose_requests();
    } else if (requests_missing_)  // neither can the server's answers be counted any more
        abandon(expected_.size());
    // Any of them may get the answer to another.
    for (std::size_t i = 0; i < exchanges_.size(); ++i)
        if (!exchanges_[i].finished) exchanges_[i].exchange.gap = true;
    flush_endings();
}

/// Requests are missing: their answers may be taken for those to later ones, until the server was
/// ready and nothing is known to be outstanding. Where it was seen to answer them nothing is.
void Session::lose_requests() {
    if (!std::exchange(ready_for_nobody_, false)) {
        requests_missing_ = true;
        backend_is_ready_ = false;
        for (std::size_t i = 0; i < expected_.size(); ++i) {
            const auto* open = exchanges_.find(expected_[i].exchange);
            if (expected_[i].overtaken && open != nullptr && !open->exchange.gap) pipelines_ = true;
        }
    }
    // What is missing may have replaced them.
    statements_.erase({});
    if (const auto portal = portals_.find({})) end_portal(*portal);
    portals_.erase({});
}

/// Bytes before the next boundary. Behind a gap inside of COPY data they are COPY data too: nothing
/// else is sent there, but nobody has read them.
void Session::pass_over(Direction direction, std::uint64_t bytes) {
    auto& loss = half(direction).loss;
    const bool of_copy = loss.cause == Loss::Cause::gap && inside_copy(direction);
    (of_copy ? loss.copy_bytes : loss.skipped) += bytes;
    context_.accounting.skip(SkipReason::resynchronisation, bytes);
}

void Session::resynchronise(Direction direction, Bytes& bytes) {
    auto& from = half(direction);
    if (direction == Direction::frontend && begin_at_startup_packet(bytes)) return;
    if (begin_encrypted_from_middle(bytes)) return;
    if (old_ && !info_.startup_seen && begins_at_boundary(direction, bytes)) {
        old_.reset();  // what looked like an old protocol was the middle of a message of 3.0
        info_.version.reset();
        return;
    }
    auto found = old_ ? dissectors::v2::find_boundary(old_->state(), direction, bytes)
                      : find_boundary(direction, bytes, server_kind_);
    if (!found && begin_old_from_middle(direction, bytes)) return;
    if (!found && !old_) {
        if (!from.chain) from.chain = std::make_unique<CopyDataChain>();
        found = from.chain->find(bytes, from.position - bytes.size());
    }
    const auto passed = found.value_or(bytes.size());
    from.framer.skip(passed);
    pass_over(direction, passed);
    bytes = bytes.subspan(passed);
    if (!found) return;
    report_loss(direction);
    recognised();
}

void Session::report_loss(Direction direction) {
    const auto loss = std::exchange(half(direction).loss, Loss{});
    half(direction).chain.reset();
    if (loss.cause == Loss::Cause::gap) {
        ++info_.totals.gaps;
        info_.totals.missing_bytes += loss.missing;
        context_.sink.on_gap({.session = info_,
                              .direction = direction,
                              .time = now_.time,
                              .packet = now_.packet,
                              .missing_bytes = loss.missing,
                              .reason = loss.reason,
                              .skipped_bytes = loss.skipped,
                              .copy_bytes = loss.copy_bytes});
    } else if (loss.cause == Loss::Cause::malformed) {
        ++info_.totals.malformed;
        context_.sink.on_malformed({.session = info_,
                                    .direction = direction,
                                    .time = now_.time,
                                    .packet = now_.packet,
                                    .reason = loss.reason,
                                    .tag = loss.tag,
                                    .length_bytes = loss.length,
                                    .offset = loss.offset,
                                    .skipped_bytes = loss.skipped});
    }
}

void Session::on_gap(tcp::Direction tcp_direction, tcp::Gap gap, const tcp::Arrival& arrival) {
    advance(arrival);
    const auto direction = side(tcp_direction);
    auto& from = half(direction);
    from.position += gap.length;
    answered_ahead_ = false;
    if (phase_ == Phase::encrypted || phase_ == Phase::compressed ||
        phase_ == Phase::not_postgresql) {
        info_.totals.missing_bytes += gap.length;
        return;
    }
    if (phase_ == Phase::opening) {
        if (is_any_port()) {
            // No evidence of PostgreSQL, in which alone a gap can be told.
            drop_held();
            info_.totals.missing_bytes += gap.length;
            return;
        }
        phase_ = Phase::ready;
    }
    Loss loss{.cause = Loss::Cause::gap, .reason = reason_name(gap.reason), .missing = gap.length};
    if (from.loss.cause != Loss::Cause::none) {
        from.framer.skip(gap.length);
        if (from.loss.cause == Loss::Cause::gap) {
            from.loss.missing += gap.length;
            return;
        }
        loss.skipped = from.loss.skipped;
        report_loss(direction);
        from.loss = loss;
        return;
    }
    if (old_) {
        on_old_gap(direction, loss);
        return;
    }
    Frame frame;
    const auto step = from.framer.gap(gap.length, frame);
    if (step == Step::frame) handle(direction, frame);
    if (step != Step::need_more && (step == Step::no_frame || from.framer.boundary_lost())) {
        loss.offset = from.framer.offset();
        loss.skipped = from.framer.discard();
        lose_boundary(direction, loss);
        return;
    }
    from.loss = loss;
    report_loss(direction);
}

}  // namespace pgoscope::session
