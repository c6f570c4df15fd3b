#include "dissectors/values/decoders.h"

#include <algorithm>
#include <array>

#include "dissectors/tables/type_table.h"
#include "dissectors/values/self_describing.h"

namespace pgoscope::dissectors {
namespace {

template <std::uint32_t bound_type>
void range_of(ByteReader& in, TextOutput& out) {
    decode::range(in, out, bound_type);
}

template <std::uint32_t bound_type>
void multirange_of(ByteReader& in, TextOutput& out) {
    decode::multirange(in, out, bound_type);
}

struct Entry {
    std::uint32_t oid;
    Decoder decoder;
};

// Written by families, sorted by OID for the look-up. Arrays and row types are not in it: the type
// table tells them. Nor are types whose binary form is the server's own memory (pg_ndistinct,
// pg_mcv_list ...) or that have none (aclitem).
constexpr auto decoders = [] {
    auto entries = std::to_array<Entry>({
        {oid_of("bool"), decode::boolean},
        {oid_of("char"), decode::single_char},
        {oid_of("text"), decode::text},
        {oid_of("varchar"), decode::text},
        {oid_of("bpchar"), decode::text},
        {oid_of("name"), decode::text},
        {oid_of("unknown"), decode::text},
        {oid_of("cstring"), decode::text},
        {oid_of("refcursor"), decode::text},
        {oid_of("json"), decode::text},
        {oid_of("xml"), decode::text},
        {oid_of("pg_node_tree"), decode::text},
        {oid_of("jsonb"), decode::versioned_text},
        {oid_of("jsonpath"), decode::versioned_text},
        {oid_of("bytea"), decode::bytea},
        {oid_of("uuid"), decode::uuid},
        {oid_of("bit"), decode::bit_string},
        {oid_of("varbit"), decode::bit_string},
        {oid_of("void"), decode::nothing},

        {oid_of("int2"), decode::int2},
        {oid_of("int4"), decode::int4},
        {oid_of("int8"), decode::int8},
        {oid_of("oid"), decode::unsigned4},
        {oid_of("xid"), decode::unsigned4},
        {oid_of("cid"), decode::unsigned4},
        {oid_of("xid8"), decode::unsigned8},
        {oid_of("oid8"), decode::unsigned8},
        {oid_of("regproc"), decode::catalogue_reference},
        {oid_of("regprocedure"), decode::catalogue_reference},
        {oid_of("regoper"), decode::unsigned4},  // these two print 0 where the others print `-`
        {oid_of("regoperator"), decode::unsigned4},
        {oid_of("regclass"), decode::catalogue_reference},
        {oid_of("regtype"), decode::catalogue_reference},
        {oid_of("regconfig"), decode::catalogue_reference},
        {oid_of("regdictionary"), decode::catalogue_reference},
        {oid_of("regcollation"), decode::catalogue_reference},
        {oid_of("regnamespace"), decode::catalogue_reference},
        {oid_of("regrole"), decode::catalogue_reference},
        {oid_of("regdatabase"), decode::catalogue_reference},
        {oid_of("float4"), decode::float4},
        {oid_of("float8"), decode::float8},
        {oid_of("money"), decode::money},
        {oid_of("numeric"), decode::numeric},

        {oid_of("date"), decode::date},
        {oid_of("time"), decode::time},
        {oid_of("timetz"), decode::timetz},
        {oid_of("timestamp"), decode::timestamp},
        {oid_of("timestamptz"), decode::timestamptz},
        {oid_of("interval"), decode::interval},

        {oid_of("inet"), decode::inet},
        {oid_of("cidr"), decode::cidr},
        {oid_of("macaddr"), decode::macaddr},
        {oid_of("macaddr8"), decode::macaddr8},

        {oid_of("point"), decode::point},
        {oid_of("lseg"), decode::lseg},
        {oid_of("box"), decode::box},
        {oid_of("line"), decode::line},
        {oid_of("circle"), decode::circle},
        {oid_of("path"), decode::path},
        {oid_of("polygon"), decode::polygon},

        {oid_of("tid"), decode::tid},
        {oid_of("pg_lsn"), decode::pg_lsn},
        {oid_of("pg_snapshot"), decode::snapshot},
        {oid_of("txid_snapshot"), decode::snapshot},

        {oid_of("int2vector"), decode::vector},
        {oid_of("oidvector"), decode::vector},
        {oid_of("anyarray"), decode::array},
        {oid_of("anycompatiblearray"), decode::array},
        {oid_of("record"), decode::composite},
        {oid_of("record[]"), decode::array},

        {oid_of("int4range"), range_of<oid_of("int4")>},
        {oid_of("int8range"), range_of<oid_of("int8")>},
        {oid_of("numrange"), range_of<oid_of("numeric")>},
        {oid_of("tsrange"), range_of<oid_of("timestamp")>},
        {oid_of("tstzrange"), range_of<oid_of("timestamptz")>},
        {oid_of("daterange"), range_of<oid_of("date")>},
        {oid_of("int4multirange"), multirange_of<oid_of("int4")>},
        {oid_of("int8multirange"), multirange_of<oid_of("int8")>},
        {oid_of("nummultirange"), multirange_of<oid_of("numeric")>},
        {oid_of("tsmultirange"), multirange_of<oid_of("timestamp")>},
        {oid_of("tstzmultirange"), multirange_of<oid_of("timestamptz")>},
        {oid_of("datemultirange"), multirange_of<oid_of("date")>},

        {oid_of("tsvector"), decode::tsvector},
        {oid_of("tsquery"), decode::tsquery},
    });
    std::ranges::sort(entries, {}, &Entry::oid);
    return entries;
}();
static_assert(std::ranges::adjacent_find(decoders, {}, &Entry::oid) == decoders.end());

struct ExtensionEntry {
    std::string_view name;
    Decoder decoder;
};

constexpr auto extension_decoders = std::to_array<ExtensionEntry>({
    {"citext", decode::text},
    {"hstore", decode::hstore},
    {"ltree", decode::versioned_text},
    {"lquery", decode::versioned_text},
    {"ltxtquery", decode::versioned_text},
});

}  // namespace

Decoder find_decoder(std::uint32_t type_oid) noexcept {
    const auto* const found = std::ranges::lower_bound(decoders, type_oid, {}, &Entry::oid);
    if (found != decoders.end() && found->oid == type_oid) return found->decoder;
    const auto* const type = find_type(type_oid);
    if (type == nullptr) return nullptr;
    if (type->category == 'A') return decode::array;
    if (type->kind == 'c') return decode::composite;
    return nullptr;
}

Decoder find_extension_decoder(std::string_view type_name) noexcept {
    const auto* const found =
        std::ranges::find(extension_decoders, type_name, &ExtensionEntry::name);
    return found != extension_decoders.end() ? found->decoder : nullptr;
}

Decoder find_decoder(std::uint32_t type_oid, Bytes value, const TypeNames* names) noexcept {
    if (names == nullptr || type_oid < first_user_oid) return find_decoder(type_oid);
    const auto type = names->name_of(type_oid);
    if (type.schema == catalogue_schema) {
        const auto* const built_in = find_type_named(type.name);
        return built_in != nullptr ? find_decoder(built_in->oid) : nullptr;
    }
    const auto of_extension = find_extension_decoder(type.name);
    return of_extension != nullptr ? of_extension : find_self_describing(value);
}

bool print_with(Decoder decoder, Bytes value, TextOutput& out) {
    ByteReader in(value);
    decoder(in, out);
    return in.ok() && (in.remaining() == 0 || out.full());
}

bool print_value(std::uint32_t type_oid, Bytes value, TextOutput& out) {
    const auto decoder = find_decoder(type_oid, value, out.names());
    if (decoder == nullptr || !out.descend()) {
        out.put_raw(value);
        return true;
    }
    const auto valid = print_with(decoder, value, out);
    out.ascend();
    return valid;
}

}  // namespace pgoscope::dissectors
