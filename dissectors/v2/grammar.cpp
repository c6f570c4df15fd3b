#include "dissectors/v2/grammar.h"

namespace pgoscope::dissectors::v2 {
namespace {

constexpr std::uint32_t longest_password = 65'535;
constexpr std::uint32_t longest_token = 65'535;
/// KRB4 sendauth: `AUTHV0.1` and the version of the application.
constexpr std::uint32_t kerberos_4_head = 16;

using Table = std::array<Grammar, form_count>;

constexpr Table grammar_table() {
    Table table{};
    const auto set = [&table](Form form, Grammar grammar) {
        table[static_cast<std::size_t>(form)] = grammar;
    };
    set(Form::unknown, {{{Op::unknown}}});
    set(Form::padding, {{{Op::skip, 1}}});
    set(Form::startup_packet, {{{Op::startup_length}, {Op::startup_code}}});
    set(Form::password_packet, {{{Op::packet, longest_password}}});
    set(Form::scm_credential, {{{Op::byte, 0}}});
    set(Form::kerberos_4_ticket, {{{Op::skip, kerberos_4_head}, {Op::token, longest_token}}});
    set(Form::kerberos_5_token, {{{Op::token, longest_token}}});
    set(Form::kerberos_5_status, {{{Op::skip, 1}}});
    set(Form::kerberos_5_reply, {{{Op::token, longest_token}}});
    set(Form::copy_line, {{{Op::line}}});

    // The first step of a typed message is its letter.
    constexpr GrammarStep letter{Op::skip, 1};
    constexpr GrammarStep name{Op::text, longest_name};
    constexpr GrammarStep text{Op::text, longest_text};
    set(Form::query, {{letter, text}});
    set(Form::function_call,
        {{letter, name, {Op::skip, 4}, {Op::arguments, 6}, {Op::argument}, {Op::repeat, 4}}});
    set(Form::terminate, {{letter}});
    set(Form::authentication, {{letter, {Op::request}}});
    set(Form::key_data, {{letter, {Op::skip, 8}}});
    set(Form::ready, {{letter}});
    set(Form::command_complete, {{letter, name}});
    set(Form::cursor, {{letter, name}});
    set(Form::empty_query, {{letter, {Op::byte, 0}}});
    set(Form::error, {{letter, text}});
    set(Form::notice, {{letter, text}});
    set(Form::notification, {{letter, {Op::skip, 4}, name}});
    set(Form::row_description,
        {{letter, {Op::columns, 5}, name, {Op::column_type}, {Op::repeat, 2}}});
    set(Form::ascii_row, {{letter, {Op::bitmap, 4}, {Op::ascii_value}, {Op::repeat, 2}}});
    set(Form::binary_row, {{letter, {Op::bitmap, 4}, {Op::value}, {Op::repeat, 2}}});
    set(Form::function_result, {{letter, {Op::result_or_end}, {Op::value}, {Op::byte, '0'}}});
    set(Form::copy_in, {{letter}});
    set(Form::copy_out, {{letter}});
    return table;
}

constexpr Table grammars = grammar_table();

}  // namespace

const Grammar& grammar_of(Form form) noexcept {
    return grammars[static_cast<std::size_t>(form)];
}

}  // namespace pgoscope::dissectors::v2
