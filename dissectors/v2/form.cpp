#include "dissectors/v2/form.h"

#include <array>

namespace pgoscope::dissectors::v2 {
namespace {

using Table = std::array<Form, 256>;

constexpr Table frontend_table() {
    Table table{};
    table['F'] = Form::function_call;
    table['Q'] = Form::query;
    table['X'] = Form::terminate;
    return table;
}

constexpr Table backend_table_1_0() {
    Table table{};
    table['A'] = Form::notification;
    table['B'] = Form::binary_row;
    table['C'] = Form::command_complete;
    table['D'] = Form::ascii_row;
    table['E'] = Form::error;
    table['I'] = Form::empty_query;
    table['N'] = Form::notice;
    table['P'] = Form::cursor;
    table['R'] = Form::authentication;
    table['T'] = Form::row_description;
    table['V'] = Form::function_result;
    return table;
}

constexpr Table backend_table_2_0() {
    Table table = backend_table_1_0();
    table['G'] = Form::copy_in;
    table['H'] = Form::copy_out;
    table['K'] = Form::key_data;
    table['Z'] = Form::ready;
    return table;
}

constexpr Table frontend = frontend_table();
constexpr Table backend_1_0 = backend_table_1_0();
constexpr Table backend_2_0 = backend_table_2_0();

Form typed(const State& state, Direction direction, std::uint8_t letter) noexcept {
    if (direction == Direction::frontend) return frontend[letter];
    if (state.version == Version::v2_0) {
        const auto form = backend_2_0[letter];
        const bool row = form == Form::ascii_row || form == Form::binary_row;
        return row && !state.columns_known ? Form::unknown : form;
    }
    const auto form = backend_1_0[letter];
    // Before 2.0 a COPY starts with the letter of a row, and no RowDescription before it.
    if (form == Form::ascii_row && !state.described) return Form::copy_in;
    if (form == Form::binary_row && !state.described) return Form::copy_out;
    return form;
}

}  // namespace

Form form_of(const State& state, Direction direction, std::uint8_t first) noexcept {
    switch (state.phase(direction)) {
        case Phase::startup_packet:
            return Form::startup_packet;
        case Phase::after_startup:
            // No password is as long as a length word that begins with a letter would say.
            return first == 0 ? Form::password_packet : typed(state, direction, first);
        case Phase::password_packet:
            return Form::password_packet;
        case Phase::scm_credential:
            return first == 0 ? Form::scm_credential : typed(state, direction, first);
        case Phase::kerberos_4:
            return Form::kerberos_4_ticket;
        case Phase::kerberos_5_status:
            return first == 'E' ? Form::error : Form::kerberos_5_status;
        case Phase::kerberos_5:
            if (direction == Direction::frontend) return Form::kerberos_5_token;
            // No token is as long as a length word that begins with a letter would say.
            return first == 0 ? Form::kerberos_5_reply : typed(state, direction, first);
        case Phase::copy_data:
            return Form::copy_line;
        case Phase::terminated:
            return first == 0 ? Form::padding : typed(state, direction, first);
        case Phase::messages:
            break;
    }
    return typed(state, direction, first);
}

}  // namespace pgoscope::dissectors::v2
