#include "dissectors/redshift/messages.h"

namespace pgoscope::dissectors::redshift {
namespace {

/// Length and bytes, of which only the length is taken.
std::uint32_t skip_counted(v3::BodyReader& reader) noexcept {
    const auto length = reader.u32();
    reader.skip(length);
    return length;
}

}  // namespace

Authentication Authentication::read(v3::BodyReader& reader) noexcept {
    Authentication request;
    request.code = reader.u32();
    if (request.code == authentication_code::digest) {
        request.algorithm = reader.u32();
        request.salt_length = skip_counted(reader);
        request.server_nonce_length = skip_counted(reader);
    } else {
        reader.require(request.code == authentication_code::idp);
    }
    return request;
}

DigestResponse DigestResponse::read(v3::BodyReader& reader) noexcept {
    DigestResponse response;
    response.digest_length = skip_counted(reader);
    response.client_nonce_length = skip_counted(reader);
    return response;
}

IdpResponse IdpResponse::read(v3::BodyReader& reader) noexcept {
    return {static_cast<std::uint32_t>(reader.rest().size())};
}

Column Column::read(ByteReader& reader) noexcept {
    Column column;
    column.base = v3::Column::read(reader);
    column.schema = reader.c_string();
    column.table = reader.c_string();
    column.column = reader.c_string();
    column.catalog = reader.c_string();
    column.flags = reader.u16();
    return column;
}

RowDescription RowDescription::read(v3::BodyReader& reader) noexcept {
    constexpr std::uint32_t smallest_column = 25;
    return {reader.list<Column>(smallest_column)};
}

}  // namespace pgoscope::dissectors::redshift
