#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Messages of protocol 3 as bytes on the wire, written by the documentation's "Message Formats".
/// They are strings, so that `frontend::parse("", sql) + frontend::sync()` is one client write.
namespace wire {

inline std::string integer(std::uint64_t value, int width) {
    std::string bytes;
    while (width-- > 0)
        bytes.push_back(static_cast<char>(value >> (8 * width) & 0xffU));
    return bytes;
}
inline std::string i8(std::uint64_t value) {
    return integer(value, 1);
}
inline std::string i16(std::uint64_t value) {
    return integer(value, 2);
}
inline std::string i32(std::uint64_t value) {
    return integer(value, 4);
}
inline std::string text(std::string_view characters) {
    return std::string(characters) + '\0';
}
/// A parameter or a column.
inline std::string value(std::string_view bytes) {
    return i32(bytes.size()).append(bytes);
}
inline std::string null() {
    return i32(0xffffffff);
}
/// A type byte, the length word and the body.
inline std::string typed(char tag, std::string_view body = {}) {
    return std::string(1, tag) + i32(body.size() + 4).append(body);
}
/// An untyped first packet: its length word, its code and the rest.
inline std::string first_packet(std::uint32_t code, std::string_view rest = {}) {
    return i32(8 + rest.size()) + i32(code).append(rest);
}

}  // namespace wire

namespace frontend {

using Parameters = std::initializer_list<std::pair<std::string_view, std::string_view>>;

inline std::string startup(Parameters parameters = {{"user", "app"}, {"database", "orders"}},
                           std::uint32_t version = 0x00030000) {
    std::string rest;
    for (const auto& [name, value] : parameters)
        rest += wire::text(name) + wire::text(value);
    return wire::first_packet(version, rest + '\0');
}
inline std::string ssl_request() {
    return wire::first_packet(80877103);
}
inline std::string gssenc_request() {
    return wire::first_packet(80877104);
}
inline std::string cancel_request(std::uint32_t process, std::string_view key) {
    return wire::first_packet(80877102, wire::i32(process).append(key));
}
inline std::string password(std::string_view characters) {
    return wire::typed('p', wire::text(characters));
}
inline std::string token(std::string_view bytes) {
    return wire::typed('p', bytes);
}
inline std::string sasl_initial(std::string_view mechanism, std::string_view response) {
    return wire::typed('p', wire::text(mechanism) + wire::value(response));
}
inline std::string query(std::string_view sql) {
    return wire::typed('Q', wire::text(sql));
}
inline std::string parse(std::string_view name, std::string_view sql) {
    return wire::typed('P', wire::text(name) + wire::text(sql) + wire::i16(0));
}
inline std::string bind(std::string_view portal, std::string_view statement,
                        std::initializer_list<std::string_view> parameters = {}) {
    auto body = wire::text(portal) + wire::text(statement) + wire::i16(0);
    body += wire::i16(parameters.size());
    for (const auto parameter : parameters)
        body += wire::value(parameter);
    return wire::typed('B', body + wire::i16(0));
}
inline std::string describe_statement(std::string_view name) {
    return wire::typed('D', 'S' + wire::text(name));
}
inline std::string describe_portal(std::string_view name) {
    return wire::typed('D', 'P' + wire::text(name));
}
inline std::string execute(std::string_view portal = {}, std::uint32_t rows = 0) {
    return wire::typed('E', wire::text(portal) + wire::i32(rows));
}
inline std::string close_statement(std::string_view name) {
    return wire::typed('C', 'S' + wire::text(name));
}
inline std::string close_portal(std::string_view name) {
    return wire::typed('C', 'P' + wire::text(name));
}
inline std::string sync() {
    return wire::typed('S');
}
inline std::string flush() {
    return wire::typed('H');
}
inline std::string terminate() {
    return wire::typed('X');
}
inline std::string function_call(std::uint32_t function) {
    return wire::typed('F', wire::i32(function) + wire::i16(0) + wire::i16(0) + wire::i16(0));
}
inline std::string copy_data(std::string_view data) {
    return wire::typed('d', data);
}
inline std::string copy_done() {
    return wire::typed('c');
}
inline std::string copy_fail(std::string_view reason) {
    return wire::typed('f', wire::text(reason));
}
/// Parse, Bind, Describe and Execute of the unnamed statement, as most drivers send them.
inline std::string one_shot(std::string_view sql) {
    return parse("", sql) + bind("", "") + describe_portal("") + execute();
}

}  // namespace frontend

namespace backend {

using Fields = std::initializer_list<std::pair<char, std::string_view>>;

inline std::string authentication(std::uint32_t code, std::string_view rest = {}) {
    return wire::typed('R', wire::i32(code).append(rest));
}
inline std::string ok() {
    return authentication(0);
}
inline std::string parameter_status(std::string_view name, std::string_view value) {
    return wire::typed('S', wire::text(name) + wire::text(value));
}
inline std::string key_data(std::uint32_t process, std::string_view key) {
    return wire::typed('K', wire::i32(process).append(key));
}
inline std::string negotiate(std::uint32_t version, std::initializer_list<std::string_view> names) {
    auto body = wire::i32(version) + wire::i32(names.size());
    for (const auto name : names)
        body += wire::text(name);
    return wire::typed('v', body);
}
inline std::string ready(char status = 'I') {
    return wire::typed('Z', {&status, 1});
}
inline std::string complete(std::string_view tag) {
    return wire::typed('C', wire::text(tag));
}
inline std::string empty_query() {
    return wire::typed('I');
}
inline std::string diagnostic(char tag, Fields fields) {
    std::string body;
    for (const auto& [code, value] : fields)
        body += code + wire::text(value);
    return wire::typed(tag, body + '\0');
}
inline std::string error(std::string_view sqlstate, std::string_view severity = "ERROR") {
    return diagnostic('E', {{'S', severity}, {'V', severity}, {'C', sqlstate}, {'M', "no"}});
}
inline std::string notice() {
    return diagnostic('N', {{'S', "NOTICE"}, {'V', "NOTICE"}, {'C', "00000"}, {'M', "hm"}});
}
inline std::string notification(std::uint32_t process, std::string_view channel) {
    return wire::typed('A', wire::i32(process) + wire::text(channel) + wire::text(""));
}
/// Columns of type text.
inline std::string row_description(std::initializer_list<std::string_view> columns = {"n"}) {
    auto body = wire::i16(columns.size());
    for (const auto column : columns)
        body += wire::text(column) + wire::i32(0) + wire::i16(0) + wire::i32(25) +
                wire::i16(0xffff) + wire::i32(0xffffffff) + wire::i16(0);
    return wire::typed('T', body);
}
inline std::string row(std::initializer_list<std::string_view> values = {"1"}) {
    auto body = wire::i16(values.size());
    for (const auto value : values)
        body += wire::value(value);
    return wire::typed('D', body);
}
inline std::string rows(std::size_t count) {
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i)
        bytes += row();
    return bytes;
}
/// RowDescription, rows and CommandComplete of a simple SELECT.
inline std::string result(std::size_t count) {
    return row_description() + rows(count) + complete("SELECT " + std::to_string(count));
}
inline std::string parse_complete() {
    return wire::typed('1');
}
inline std::string bind_complete() {
    return wire::typed('2');
}
inline std::string close_complete() {
    return wire::typed('3');
}
inline std::string no_data() {
    return wire::typed('n');
}
inline std::string suspended() {
    return wire::typed('s');
}
inline std::string parameter_description(std::initializer_list<std::uint32_t> types) {
    auto body = wire::i16(types.size());
    for (const auto type : types)
        body += wire::i32(type);
    return wire::typed('t', body);
}
/// What answers `frontend::one_shot` of a SELECT.
inline std::string one_shot(std::size_t count) {
    return parse_complete() + bind_complete() + result(count);
}
/// CopyInResponse `G`, CopyOutResponse `H` or CopyBothResponse `W`, one text column.
inline std::string copy_response(char tag) {
    return wire::typed(tag, wire::i8(0) + wire::i16(1) + wire::i16(0));
}
inline std::string copy_data(std::string_view data) {
    return wire::typed('d', data);
}
inline std::string copy_done() {
    return wire::typed('c');
}
inline std::string function_result(std::string_view bytes) {
    return wire::typed('V', wire::value(bytes));
}
/// All that follows AuthenticationOk, and AuthenticationOk.
inline std::string welcome(std::uint32_t process = 1, std::string_view key = "key!") {
    return ok() + parameter_status("server_version", "15.14") + key_data(process, key) + ready();
}

}  // namespace backend
