#include "analyzer/session/v2/protocol.h"

#include <type_traits>
#include <variant>

#include "analyzer/sql/statement.h"
#include "dissectors/command_tag.h"
#include "dissectors/v2/startup.h"

namespace pgoscope::session {
namespace {

namespace v2 = dissectors::v2;
namespace v3 = dissectors::v3;
using dissectors::MessageName;
using events::TransactionStatus;

template <class View, class... Views>
constexpr bool is_view_of(std::type_identity<std::variant<Views...>>) noexcept {
    return (std::is_same_v<View, Views> || ...);
}

}  // namespace

v2::Dissection OldProtocol::dissect(dissectors::Direction direction, const Frame& frame) noexcept {
    auto dissection = v2::dissect(state_, framer(direction).form(), {frame.body, frame.complete});
    v2::advance(state_, direction, dissection);
    // The server completes COPY behind the line that ends the data, also where that line is lost.
    if (direction == dissectors::Direction::backend &&
        dissection.name == MessageName::CommandComplete && state_.frontend == v2::Phase::copy_data)
        state_.frontend = v2::Phase::messages;
    return dissection;
}

void OldProtocol::on_command(std::string_view tag, const sql::Statement* statement) noexcept {
    const auto command = dissectors::read_command_tag(tag).command;
    if (command == "BEGIN" || command == "START TRANSACTION") {
        status_ = TransactionStatus::in_transaction;
    } else if (command == "COMMIT" || command == "END" || command == "ABORT" ||
               command == "PREPARE TRANSACTION") {
        status_ = TransactionStatus::idle;
    } else if (command == "ROLLBACK") {
        // Also the tag of ROLLBACK TO SAVEPOINT, which revives a failed transaction.
        const bool to_savepoint =
            statement != nullptr && statement->target.command == sql::Command::rollback_to;
        status_ = to_savepoint ? TransactionStatus::in_transaction : TransactionStatus::idle;
    } else if (tag == ignored_tag) {
        status_ = TransactionStatus::failed;
    }
}

void OldProtocol::on_error() noexcept {
    if (status_ == TransactionStatus::in_transaction) status_ = TransactionStatus::failed;
}

bool OldProtocol::take_probe() noexcept {
    if (probes_ == 0) return false;
    --probes_;
    return true;
}

v3::Dissection as_3_0(const v2::Dissection& old) {
    v3::Dissection same{old.name, old.malformation, old.offset, {}};
    std::visit(
        [&same](const auto& message) {
            using View = std::remove_cvref_t<decltype(message)>;
            if constexpr (is_view_of<View>(std::type_identity<v3::Message>{}))
                same.message = message;
        },
        old.message);
    return same;
}

bool is_old_startup(Bytes packet) noexcept {
    ByteReader reader(packet);
    const auto length = reader.u32();
    const auto code = reader.u32();
    return v2::startup_version(length, code) || v2::is_padded_ssl_request(length, code);
}

}  // namespace pgoscope::session
