#include "analyzer/session/transaction_tracker.h"

namespace pgoscope::session {

using events::Transaction;
using events::TransactionStatus;

void TransactionTracker::on_command(std::string_view command, PacketTime request) noexcept {
    if (command == "BEGIN" || command == "START TRANSACTION") {
        if (!began_) began_ = request;
        ending_ = Ending::none;
    } else if (command == "COMMIT" || command == "END" || command == "PREPARE TRANSACTION") {
        ending_ = Ending::commit;
    } else if (command == "ROLLBACK" || command == "ABORT") {
        // Also the tag of ROLLBACK TO SAVEPOINT: only an idle ReadyForQuery makes it an end.
        ending_ = Ending::rollback;
    }
}

std::optional<Nanoseconds> TransactionTracker::on_request(PacketTime time) noexcept {
    if (!idle_since_) return std::nullopt;
    const auto idle = time - *idle_since_;
    idle_since_.reset();
    idle_ += idle;
    return idle;
}

std::optional<Transaction> TransactionTracker::on_ready(TransactionStatus status,
                                                        PacketTime request,
                                                        PacketTime time) noexcept {
    if (status != TransactionStatus::idle) {
        if (!began_) began_ = request;
        if (status == TransactionStatus::failed) failed_ = true;
        if (status == TransactionStatus::in_transaction) failed_ = false;
        ending_ = Ending::none;
        idle_since_ = time;
        return std::nullopt;
    }
    if (!began_) return std::nullopt;
    Transaction ended;
    if (ending_ == Ending::commit)
        ended.outcome = Transaction::Outcome::committed;
    else
        ended.outcome = failed_ ? Transaction::Outcome::failed : Transaction::Outcome::rolled_back;
    ended.duration = time - *began_;
    ended.idle = idle_;
    *this = {};
    return ended;
}

}  // namespace pgoscope::session
