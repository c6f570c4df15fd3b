#include <array>

#include "dissectors/v3/authentication.h"
#include "dissectors/v3/body_reader.h"
#include "dissectors/v3/tags.h"

namespace pgoscope::dissectors::v3 {
namespace {

Message decode_key_data(BodyReader& reader) noexcept {
    const auto process_id = reader.u32();
    return BackendKeyData{process_id, reader.rest()};
}

[[gnu::flatten]] Message decode_command_complete(BodyReader& reader) noexcept {
    return CommandComplete{reader.text()};
}

Message decode_copy_response(BodyReader& reader) noexcept {
    const auto overall_format = reader.u8();
    return CopyResponse{overall_format, reader.format_codes()};
}

Message decode_data_row(BodyReader& reader) noexcept {
    return DataRow{reader.list<Value>(4)};
}

Message decode_error_fields(BodyReader& reader) noexcept {
    // The list has no count: a zero byte ends it.
    ErrorFields error;
    ByteReader walk(static_cast<const ByteReader&>(reader));
    std::uint32_t count = 0;
    std::size_t end = walk.offset();
    while (walk.ok()) {
        const auto code = walk.u8();
        if (!walk.ok() || code == 0) break;
        (void)walk.c_string();
        if (walk.ok()) {
            ++count;
            end = walk.offset();
        }
    }
    error.fields = {count, reader.bytes(end - reader.offset())};
    if (reader.u8() != 0) reader.fail();
    return error;
}

Message decode_function_result(BodyReader& reader) noexcept {
    return FunctionCallResponse{Value::read(reader)};
}

Message decode_negotiate(BodyReader& reader) noexcept {
    NegotiateProtocolVersion negotiate;
    // A full version word from PostgreSQL; the documentation speaks of a bare minor number.
    const auto version = reader.u32();
    negotiate.major = version < 0x10000 ? 3 : static_cast<std::uint16_t>(version >> 16U);
    negotiate.minor = static_cast<std::uint16_t>(version & 0xffffU);
    const auto count = reader.u32();
    negotiate.unrecognized_options = List<Text>::take(reader, count, 1);
    return negotiate;
}

Message decode_notification(BodyReader& reader) noexcept {
    NotificationResponse notification;
    notification.process_id = reader.u32();
    notification.channel = reader.text();
    notification.payload = reader.text();
    return notification;
}

Message decode_parameter_description(BodyReader& reader) noexcept {
    return ParameterDescription{reader.list<TypeOid>(4)};
}

Message decode_parameter_status(BodyReader& reader) noexcept {
    const auto name = reader.text();
    return ParameterStatus{name, reader.text()};
}

Message decode_ready(BodyReader& reader) noexcept {
    const auto status = static_cast<char>(reader.u8());
    reader.require(status == 'I' || status == 'T' || status == 'E');
    return ReadyForQuery{status};
}

Message decode_row_description(BodyReader& reader) noexcept {
    return RowDescription{reader.list<Column>(19)};
}

constexpr std::array<Decoder, 256> decoder_table() {
    std::array<Decoder, 256> table{};
    table.fill(&decode_unknown);
    table['1'] = &decode_empty<ParseComplete>;
    table['2'] = &decode_empty<BindComplete>;
    table['3'] = &decode_empty<CloseComplete>;
    table['A'] = &decode_notification;
    table['C'] = &decode_command_complete;
    table['D'] = &decode_data_row;
    table['E'] = &decode_error_fields;
    table['G'] = &decode_copy_response;
    table['H'] = &decode_copy_response;
    table['I'] = &decode_empty<EmptyQueryResponse>;
    table['K'] = &decode_key_data;
    table['N'] = &decode_error_fields;
    table['R'] = &decode_authentication;
    table['S'] = &decode_parameter_status;
    table['T'] = &decode_row_description;
    table['V'] = &decode_function_result;
    table['W'] = &decode_copy_response;
    table['Z'] = &decode_ready;
    table['c'] = &decode_empty<CopyDone>;
    table['d'] = &decode_copy_data;
    table['n'] = &decode_empty<NoData>;
    table['s'] = &decode_empty<PortalSuspended>;
    table['t'] = &decode_parameter_description;
    table['v'] = &decode_negotiate;
    return table;
}
constexpr auto decoders = decoder_table();

Message decode_old_style_error(BodyReader& reader) noexcept {
    return ErrorFields{.fields = {}, .old_style = as_text(reader.rest())};
}

}  // namespace

Dissection dissect_backend(char tag, Body body) noexcept {
    const auto letter = static_cast<std::uint8_t>(tag);
    auto dissection = run(tag_info(Direction::backend, letter).name, decoders[letter], body);
    if (dissection.name == MessageName::Unknown)
        dissection.malformation = Malformation::unknown_type;
    else if (const auto* request = std::get_if<Authentication>(&dissection.message))
        dissection.name = authentication_name(request->code);
    return dissection;
}

Dissection dissect_old_style_error(Bytes text) noexcept {
    return run(MessageName::ErrorResponse, &decode_old_style_error, {text, true});
}

}  // namespace pgoscope::dissectors::v3
