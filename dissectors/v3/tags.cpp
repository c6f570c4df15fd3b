#include "dissectors/v3/tags.h"

#include <array>

namespace pgoscope::dissectors::v3 {
namespace {

// Limits on the length word. The server reads small messages up to 10 000 bytes, passwords up to
// 65 535, the others up to 1 GiB; libpq takes 30 000 for the types that cannot be long.
constexpr std::uint32_t large = (1U << 30U) - 1;
constexpr std::uint32_t small_frontend = 10'000;
constexpr std::uint32_t password = 65'535;
constexpr std::uint32_t small_backend = 30'000;
constexpr std::uint32_t empty = 4;

using Table = std::array<TagInfo, 256>;

constexpr Table frontend_table() {
    using enum MessageName;
    Table table{};
    table['B'] = {Bind, large, 12};
    table['C'] = {Close, small_frontend, 6};
    table['D'] = {Describe, small_frontend, 6};
    table['E'] = {Execute, small_frontend, 9};
    table['F'] = {FunctionCall, large, 14};
    table['H'] = {Flush, empty};
    table['P'] = {Parse, large, 8};
    table['Q'] = {Query, large, 5};
    table['S'] = {Sync, empty};
    table['X'] = {Terminate, empty};
    table['c'] = {CopyDone, empty};
    table['d'] = {CopyData, large};
    table['f'] = {CopyFail, small_frontend, 5};
    table['p'] = {PasswordMessage, password};
    return table;
}

constexpr Table backend_table() {
    using enum MessageName;
    Table table{};
    table['1'] = {ParseComplete, empty};
    table['2'] = {BindComplete, empty};
    table['3'] = {CloseComplete, empty};
    table['A'] = {NotificationResponse, large, 10};
    table['C'] = {CommandComplete, small_backend, 5};
    table['D'] = {DataRow, large, 6};
    table['E'] = {ErrorResponse, large, 5};
    table['G'] = {CopyInResponse, small_backend, 7};
    table['H'] = {CopyOutResponse, small_backend, 7};
    table['I'] = {EmptyQueryResponse, empty};
    table['K'] = {BackendKeyData, small_backend, 8};
    table['N'] = {NoticeResponse, large, 5};
    table['R'] = {AuthenticationOk, small_backend, 8};
    table['S'] = {ParameterStatus, small_backend, 6};
    table['T'] = {RowDescription, large, 6};
    table['V'] = {FunctionCallResponse, large, 8};
    table['W'] = {CopyBothResponse, small_backend, 7};
    table['Z'] = {ReadyForQuery, 5, 5};
    table['c'] = {CopyDone, empty};
    table['d'] = {CopyData, large};
    table['n'] = {NoData, empty};
    table['s'] = {PortalSuspended, empty};
    table['t'] = {ParameterDescription, large, 6};
    table['v'] = {NegotiateProtocolVersion, small_backend, 12};
    return table;
}

constexpr Table frontend = frontend_table();
constexpr Table backend = backend_table();

}  // namespace

const TagInfo& tag_info(Direction direction, std::uint8_t tag) noexcept {
    return direction == Direction::frontend ? frontend[tag] : backend[tag];
}

}  // namespace pgoscope::dissectors::v3
