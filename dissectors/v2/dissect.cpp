#include "dissectors/v2/dissect.h"

#include <array>

#include "dissectors/v3/authentication.h"
#include "dissectors/v3/body_reader.h"

namespace pgoscope::dissectors::v2 {
namespace {

using v3::BodyReader;
/// Reads a message off a reader, which stands behind the type byte if there is one.
using Decoder = Message (*)(BodyReader&, const State&) noexcept;

constexpr std::uint32_t continue_code = 8;

template <class View>
Message decode_empty(BodyReader&, const State&) noexcept {
    return View{};
}

template <class View>
Message decode_text(BodyReader& reader, const State&) noexcept {
    return View{reader.text()};
}

Message decode_unknown(BodyReader& reader, const State&) noexcept {
    return v3::Unknown{reader.rest()};
}

Message decode_password(BodyReader& reader, const State& state) noexcept {
    reader.skip(4);
    PasswordPacket packet;
    if (state.version == Version::v0_0) {
        reader.skip(4);
        packet.user = reader.text();
    }
    packet.password = reader.text();
    return packet;
}

Message decode_credential(BodyReader& reader, const State&) noexcept {
    reader.require(reader.u8() == 0);
    return v2::SCMCredential{};
}

Message decode_frontend_token(BodyReader& reader, const State&) noexcept {
    return v3::GSSResponse{reader.rest()};
}

Message decode_backend_token(BodyReader& reader, const State&) noexcept {
    return v3::Authentication{
        .code = continue_code, .salt = {}, .mechanisms = {}, .data = reader.rest()};
}

Message decode_function_call(BodyReader& reader, const State& state) noexcept {
    // A text that all servers ignore; libpq sends a blank.
    (void)reader.text();
    FunctionCall call;
    call.function_oid = read_u32(reader, state.version);
    const auto count = read_u32(reader, state.version);
    call.arguments = LaidOutList<ArgumentLayout>::take(reader, count, {state.version});
    return call;
}

Message decode_authentication(BodyReader& reader, const State& state) noexcept {
    v3::Authentication request;
    request.code = read_u32(reader, state.version);
    if (request.code == 4) request.salt = reader.bytes(2);
    if (request.code == 5) request.salt = reader.bytes(4);
    return request;
}

Message decode_key_data(BodyReader& reader, const State&) noexcept {
    const auto process_id = reader.u32();
    return v3::BackendKeyData{process_id, reader.bytes(4)};
}

Message decode_empty_query(BodyReader& reader, const State&) noexcept {
    reader.require(reader.text().empty());
    return v3::EmptyQueryResponse{};
}

Message decode_error(BodyReader& reader, const State&) noexcept {
    return v3::ErrorFields{.fields = {}, .old_style = reader.text()};
}

Message decode_notification(BodyReader& reader, const State& state) noexcept {
    const auto process_id = read_u32(reader, state.version);
    return v3::NotificationResponse{process_id, reader.text(), {}};
}

Message decode_row_description(BodyReader& reader, const State& state) noexcept {
    const auto count = read_u16(reader, state.version);
    return RowDescription{LaidOutList<ColumnLayout>::take(reader, count, {state.version})};
}

template <class Row, bool length_includes_itself>
Message decode_row(BodyReader& reader, const State& state) noexcept {
    RowLayout layout;
    layout.present = reader.bytes((std::size_t{state.columns} + 7) / 8);
    layout.version = state.version;
    layout.length_includes_itself = length_includes_itself;
    return Row{LaidOutList<RowLayout>::take(reader, state.columns, layout)};
}

Message decode_function_result(BodyReader& reader, const State& state) noexcept {
    v3::FunctionCallResponse response;
    response.result.null = true;
    auto marker = reader.u8();
    if (marker == 'G') {
        response.result.null = false;
        response.result.bytes = reader.bytes(read_u32(reader, state.version));
        marker = reader.u8();
    }
    reader.require(marker == '0');
    return response;
}

struct Entry {
    MessageName name = MessageName::Unknown;
    Decoder decoder = &decode_unknown;
    std::uint32_t head = 1;  ///< bytes in front of what the decoder reads: the letter
};
using Table = std::array<Entry, form_count>;

constexpr Table entry_table() {
    using enum MessageName;
    Table table{};
    const auto set = [&table](Form form, Entry entry) {
        table[static_cast<std::size_t>(form)] = entry;
    };
    set(Form::password_packet, {PasswordMessage, &decode_password, 0});
    set(Form::scm_credential, {MessageName::SCMCredential, &decode_credential, 0});
    set(Form::kerberos_4_ticket, {GSSResponse, &decode_frontend_token, 0});
    set(Form::kerberos_5_token, {GSSResponse, &decode_frontend_token, 0});
    set(Form::kerberos_5_status, {AuthenticationGSSContinue, &decode_backend_token, 0});
    set(Form::kerberos_5_reply, {AuthenticationGSSContinue, &decode_backend_token, 0});
    set(Form::query, {Query, &decode_text<v3::Query>});
    set(Form::function_call, {MessageName::FunctionCall, &decode_function_call});
    set(Form::terminate, {Terminate, &decode_empty<v3::Terminate>});
    set(Form::authentication, {AuthenticationOk, &decode_authentication});
    set(Form::key_data, {BackendKeyData, &decode_key_data});
    set(Form::ready, {ReadyForQuery, &decode_empty<v3::ReadyForQuery>});
    set(Form::command_complete, {CommandComplete, &decode_text<v3::CommandComplete>});
    set(Form::cursor, {MessageName::CursorResponse, &decode_text<v2::CursorResponse>});
    set(Form::empty_query, {EmptyQueryResponse, &decode_empty_query});
    set(Form::error, {ErrorResponse, &decode_error});
    set(Form::notice, {NoticeResponse, &decode_error});
    set(Form::notification, {NotificationResponse, &decode_notification});
    set(Form::row_description, {MessageName::RowDescription, &decode_row_description});
    set(Form::ascii_row, {MessageName::AsciiRow, &decode_row<v2::AsciiRow, true>});
    set(Form::binary_row, {MessageName::BinaryRow, &decode_row<v2::BinaryRow, false>});
    set(Form::function_result, {FunctionCallResponse, &decode_function_result});
    set(Form::copy_in, {CopyInResponse, &decode_empty<v3::CopyResponse>});
    set(Form::copy_out, {CopyOutResponse, &decode_empty<v3::CopyResponse>});
    return table;
}
constexpr Table entries = entry_table();

Dissection run(const Entry& entry, const State& state, Body message) noexcept {
    BodyReader reader(message);
    reader.skip(entry.head);
    Dissection dissection;
    dissection.name = entry.name;
    dissection.message = entry.decoder(reader, state);
    dissection.malformation = reader.verdict();
    dissection.offset = static_cast<std::uint32_t>(reader.offset());
    return dissection;
}

Dissection dissect_line(Body line) noexcept {
    const auto text = as_text(line.bytes);
    // Windows clients copy their files with the line ends that these have.
    const bool last = line.complete && (text == "\\.\n" || text == "\\.\r\n");
    if (last) return {MessageName::CopyDone, Malformation::none, 0, v3::CopyDone{}};
    return {MessageName::CopyData, Malformation::none, 0, v3::CopyData{line.bytes}};
}

}  // namespace

Dissection dissect(const State& state, Form form, Body message) noexcept {
    if (form == Form::startup_packet) return v2::dissect_startup(message);
    if (form == Form::copy_line) return dissect_line(message);
    auto dissection = run(entries[static_cast<std::size_t>(form)], state, message);
    if (dissection.name == MessageName::Unknown)
        dissection.malformation = Malformation::unknown_type;
    else if (const auto* request = std::get_if<v3::Authentication>(&dissection.message))
        dissection.name = v3::authentication_name(request->code);
    return dissection;
}

}  // namespace pgoscope::dissectors::v2
