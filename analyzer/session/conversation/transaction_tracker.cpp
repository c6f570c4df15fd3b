#include "analyzer/session/conversation/transaction_tracker.h"

#include <utility>

namespace pgoscope::session {

using events::Transaction;
using events::TransactionStatus;

namespace {

enum class Control : char { none, begin, commit, rollback, prepare };

/// The first letter tells most tags apart, of which nearly all are other commands.
Control control_of(std::string_view tag) noexcept {
    const auto is = [tag](std::string_view name) { return tag == name; };
    switch (tag.empty() ? '\0' : tag.front()) {
        case 'B':
            return is("BEGIN") ? Control::begin : Control::none;
        case 'S':
            return is("START TRANSACTION") ? Control::begin : Control::none;
        case 'C':
            return is("COMMIT") ? Control::commit : Control::none;
        case 'E':
            return is("END") ? Control::commit : Control::none;
        case 'P':
            return is("PREPARE TRANSACTION") ? Control::prepare : Control::none;
        case 'R':
            return is("ROLLBACK") ? Control::rollback : Control::none;
        case 'A':
            return is("ABORT") ? Control::rollback : Control::none;
        default:
            return Control::none;
    }
}

}  // namespace

TransactionTracker::Ended TransactionTracker::on_command(const Command& command) noexcept {
    const auto control = control_of(command.tag);
    if (control == Control::none) return nullptr;
    // ROLLBACK TO SAVEPOINT has the same tag and ends nothing.
    if (command.target != nullptr && command.target->command == sql::Command::rollback_to)
        return nullptr;

    const bool begins = control == Control::begin;
    Ended before = nullptr;
    if (ending_ != Ending::none && (begins || chain_)) {
        const auto last = ended_;
        before = end(last);
        began_ = last;
    }
    if (begins) {
        if (!began_) began_ = command.request;
        ending_ = Ending::none;
        return before;
    }
    ending_ = Ending::rollback;
    if (control == Control::commit) ending_ = Ending::commit;
    if (control == Control::prepare) ending_ = Ending::prepare;
    ended_ = command.completed;
    chain_ = command.target != nullptr && command.target->chain;
    return before;
}

void TransactionTracker::on_error() noexcept {
    // Behind its end the transaction is not what fails.
    if (ending_ == Ending::none) failed_ = failed_ || began_.has_value();
}

std::optional<Nanoseconds> TransactionTracker::on_request(PacketTime time) noexcept {
    if (!idle_since_) return std::nullopt;
    const auto idle = time - *idle_since_;
    idle_since_.reset();
    idle_ += idle;
    return idle;
}

TransactionTracker::Ended TransactionTracker::on_ready(TransactionStatus status, PacketTime request,
                                                       PacketTime time) noexcept {
    if (status == TransactionStatus::idle) {
        if (began_) return end(time);
        ending_ = Ending::none;
        chain_ = false;
        return nullptr;
    }
    Ended ended = nullptr;
    // The tag alone does not tell ROLLBACK TO from ROLLBACK AND CHAIN, which is far less common.
    if (chain_ || ending_ == Ending::commit || ending_ == Ending::prepare) {
        ended = end(time);
        if (ended != nullptr) began_ = time;
    }
    if (!began_) began_ = request;
    if (status == TransactionStatus::failed) failed_ = true;
    if (status == TransactionStatus::in_transaction) failed_ = false;
    ending_ = Ending::none;
    chain_ = false;
    idle_since_ = time;
    return ended;
}

TransactionTracker::Ended TransactionTracker::on_session_end(PacketTime time) noexcept {
    ending_ = Ending::rollback;
    return end(time);
}

TransactionTracker::Ended TransactionTracker::end(PacketTime time) noexcept {
    const auto began = std::exchange(began_, std::nullopt);
    if (began) {
        if (ending_ == Ending::commit)
            last_.outcome = Transaction::Outcome::committed;
        else if (ending_ == Ending::prepare)
            last_.outcome = Transaction::Outcome::prepared;
        else
            last_.outcome =
                failed_ ? Transaction::Outcome::failed : Transaction::Outcome::rolled_back;
        last_.duration = time - *began;
        last_.idle = idle_;
    }
    idle_since_.reset();
    idle_ = 0;
    ending_ = Ending::none;
    chain_ = false;
    failed_ = false;
    return began ? &last_ : nullptr;
}

}  // namespace pgoscope::session
