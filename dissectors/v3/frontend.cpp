#include <array>

#include "dissectors/v3/body_reader.h"
#include "dissectors/v3/tags.h"

namespace pgoscope::dissectors::v3 {
namespace {

Message decode_bind(BodyReader& reader) noexcept {
    Bind bind;
    bind.portal = reader.text();
    bind.statement = reader.text();
    bind.parameter_formats = reader.format_codes();
    bind.parameters = reader.list<Value>(4);
    bind.result_formats = reader.format_codes();
    reader.require(bind.parameter_formats.count() <= 1 ||
                   bind.parameter_formats.count() == bind.parameters.count());
    return bind;
}

template <class View>
Message decode_target(BodyReader& reader) noexcept {
    View view;
    view.kind = static_cast<char>(reader.u8());
    reader.require(view.kind == 'S' || view.kind == 'P');
    view.name = reader.text();
    return view;
}

Message decode_copy_fail(BodyReader& reader) noexcept {
    return CopyFail{reader.text()};
}

Message decode_execute(BodyReader& reader) noexcept {
    const auto portal = reader.text();
    return Execute{portal, reader.u32()};
}

Message decode_function_call(BodyReader& reader) noexcept {
    FunctionCall call;
    call.function_oid = reader.u32();
    call.argument_formats = reader.format_codes();
    call.arguments = reader.list<Value>(4);
    call.result_format = reader.u16();
    reader.require(call.argument_formats.count() <= 1 ||
                   call.argument_formats.count() == call.arguments.count());
    return call;
}

Message decode_parse(BodyReader& reader) noexcept {
    Parse parse;
    parse.statement = reader.text();
    parse.query = reader.text();
    parse.parameter_types = reader.list<TypeOid>(4);
    return parse;
}

[[gnu::flatten]] Message decode_query(BodyReader& reader) noexcept {
    return Query{reader.text()};
}

Message decode_password(BodyReader& reader) noexcept {
    return PasswordMessage{reader.text()};
}

Message decode_gss_response(BodyReader& reader) noexcept {
    return GSSResponse{reader.rest()};
}

Message decode_sasl_initial(BodyReader& reader) noexcept {
    SASLInitialResponse initial;
    initial.mechanism = reader.text();
    const auto response = Value::read(reader);
    initial.has_response = !response.null;
    initial.response = response.bytes;
    return initial;
}

Message decode_sasl_response(BodyReader& reader) noexcept {
    return SASLResponse{reader.rest()};
}

constexpr std::array<Decoder, 256> decoder_table() {
    std::array<Decoder, 256> table{};
    table.fill(&decode_unknown);
    table['B'] = &decode_bind;
    table['C'] = &decode_target<Close>;
    table['D'] = &decode_target<Describe>;
    table['E'] = &decode_execute;
    table['F'] = &decode_function_call;
    table['H'] = &decode_empty<Flush>;
    table['P'] = &decode_parse;
    table['Q'] = &decode_query;
    table['S'] = &decode_empty<Sync>;
    table['X'] = &decode_empty<Terminate>;
    table['c'] = &decode_empty<CopyDone>;
    table['d'] = &decode_copy_data;
    table['f'] = &decode_copy_fail;
    return table;
}
constexpr auto decoders = decoder_table();

/// Without the request it answers, a `p` is told by its content: a SASL mechanism with a length
/// that fits, a SCRAM client-final-message, or a string that its NUL ends.
PasswordFamily family_by_content(Body body) noexcept {
    ByteReader reader(body.bytes);
    const auto mechanism = reader.c_string();
    if (reader.ok() &&
        (mechanism.starts_with("SCRAM-SHA-256") || mechanism.starts_with("OAUTHBEARER")))
        return PasswordFamily::sasl_initial;
    if (reader.finished()) return PasswordFamily::password;
    return as_text(body.bytes).starts_with("c=") ? PasswordFamily::sasl : PasswordFamily::gss;
}

[[gnu::cold, gnu::noinline]] Dissection dissect_password_family(Body body,
                                                                PasswordFamily family) noexcept {
    if (family == PasswordFamily::unknown) family = family_by_content(body);
    switch (family) {
        case PasswordFamily::gss:
            return run(MessageName::GSSResponse, &decode_gss_response, body);
        case PasswordFamily::sasl_initial:
            return run(MessageName::SASLInitialResponse, &decode_sasl_initial, body);
        case PasswordFamily::sasl:
            return run(MessageName::SASLResponse, &decode_sasl_response, body);
        case PasswordFamily::unknown:
        case PasswordFamily::password:
            break;
    }
    return run(MessageName::PasswordMessage, &decode_password, body);
}

// With one variable that every return names, so that it is not copied.
Dissection dissect_by_letter(std::uint8_t letter, Body body) noexcept {
    auto dissection = run(tag_info(Direction::frontend, letter).name, decoders[letter], body);
    if (dissection.name == MessageName::Unknown)
        dissection.malformation = Malformation::unknown_type;
    return dissection;
}

}  // namespace

PasswordFamily password_family(std::uint32_t authentication_code) noexcept {
    switch (authentication_code) {
        case 3:
        case 4:
        case 5:
            return PasswordFamily::password;
        case 1:
        case 2:
        case 7:
        case 8:
        case 9:
            return PasswordFamily::gss;
        case 10:
            return PasswordFamily::sasl_initial;
        case 11:
        case 12:
            return PasswordFamily::sasl;
        default:
            return PasswordFamily::unknown;
    }
}

Dissection dissect_frontend(char tag, Body body, PasswordFamily family) noexcept {
    if (tag == 'p') return dissect_password_family(body, family);
    return dissect_by_letter(static_cast<std::uint8_t>(tag), body);
}

}  // namespace pgoscope::dissectors::v3
