#include "analyzer/session/transaction_tracker.h"

namespace pgoscope::session {

using events::Transaction;
using events::TransactionStatus;

TransactionTracker::Ended TransactionTracker::on_command(const Command& command) noexcept {
    const auto& tag = command.tag;
    const bool begins = tag == "BEGIN" || tag == "START TRANSACTION";
    const bool commits = tag == "COMMIT" || tag == "END" || tag == "PREPARE TRANSACTION";
    const bool rolls_back = tag == "ROLLBACK" || tag == "ABORT";
    if (!begins && !commits && !rolls_back) return std::nullopt;
    // ROLLBACK TO SAVEPOINT has the same tag and ends nothing.
    if (command.target != nullptr && command.target->command == sql::Command::rollback_to)
        return std::nullopt;

    Ended before;
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
    ending_ = commits ? Ending::commit : Ending::rollback;
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
    if (status == TransactionStatus::idle) return end(time);
    Ended ended;
    // The tag alone does not tell ROLLBACK TO from ROLLBACK AND CHAIN, which is far less common.
    if (chain_ || ending_ == Ending::commit) {
        ended = end(time);
        if (ended) began_ = time;
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
    Ended ended;
    if (began_) {
        ended.emplace();
        if (ending_ == Ending::commit)
            ended->outcome = Transaction::Outcome::committed;
        else
            ended->outcome =
                failed_ ? Transaction::Outcome::failed : Transaction::Outcome::rolled_back;
        ended->duration = time - *began_;
        ended->idle = idle_;
    }
    *this = {};
    return ended;
}

}  // namespace pgoscope::session
