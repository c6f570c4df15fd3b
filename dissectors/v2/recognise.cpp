#include "dissectors/v2/recognise.h"

#include <algorithm>
#include <string_view>

#include "dissectors/v2/dissect.h"
#include "dissectors/v2/framing.h"

namespace pgoscope::dissectors::v2 {
namespace {

constexpr std::string_view portal_and_rows{"Pblank\0T", 8};

bool is_text(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) >= ' ' ? c != '\x7f'
                                                    : c == '\n' || c == '\r' || c == '\t';
    });
}

bool is_name(std::string_view text) noexcept {
    return !text.empty() && is_text(text);
}

bool is_tag(std::string_view tag) noexcept {
    return is_name(tag) && (tag[0] == '*' || (tag[0] >= 'A' && tag[0] <= 'Z'));
}

bool are_columns(const LaidOutList<ColumnLayout>& columns) noexcept {
    for (const auto& column : columns)
        if (!is_text(column.name) || column.type_size < -2) return false;
    return true;
}

/// No type has modifiers that begin as a message does. In 1.0, which has none, the message behind
/// the columns stands where 2.0 has the last one.
bool has_letter_for_modifier(const RowDescription& rows) noexcept {
    std::uint32_t first_byte = 0;
    for (const auto& column : rows.columns)
        first_byte = static_cast<std::uint32_t>(column.type_modifier.value_or(0)) >> 24U;
    return first_byte >= 'A' && first_byte <= 'Z';
}

/// Has the text that such a message has in all traffic; other bytes only happen to end in a NUL.
bool is_plausible(const Dissection& dissection) noexcept {
    if (dissection.malformation != Malformation::none) return false;
    const auto* message = &dissection.message;
    if (const auto* query = std::get_if<v3::Query>(message)) return is_text(query->query);
    if (const auto* complete = std::get_if<v3::CommandComplete>(message))
        return is_tag(complete->tag);
    if (const auto* cursor = std::get_if<CursorResponse>(message)) return is_name(cursor->portal);
    if (const auto* error = std::get_if<v3::ErrorFields>(message)) return is_name(error->old_style);
    if (const auto* notification = std::get_if<v3::NotificationResponse>(message))
        return is_name(notification->channel);
    if (const auto* rows = std::get_if<RowDescription>(message)) return are_columns(rows->columns);
    return true;
}

/// What the bytes are when they are read as messages of one version.
struct Chain {
    std::size_t messages = 0;
    std::size_t telling = 0;  ///< of those, the ones that more than a letter supports
    bool fits = false;        ///< to the end of the bytes
    bool of_2_0 = false;      ///< has what only 2.0 has
    bool of_1_0 = false;      ///< has what only clients of 1.0 say
    bool completed = false;   ///< the last message, which is whole, ends a result
    bool doubtful = false;    ///< believed where no other reading fits
};

bool is_of_2_0(Form form) noexcept {
    return form == Form::ready || form == Form::key_data || form == Form::copy_in ||
           form == Form::copy_out;
}

bool is_telling(Form form) noexcept {
    return form != Form::ready && form != Form::copy_in && form != Form::copy_out &&
           form != Form::terminate && form != Form::copy_line;
}

bool completes(Form form) noexcept {
    return form == Form::command_complete || form == Form::empty_query;
}

bool is_probe(const Dissection& dissection) noexcept {
    const auto* query = std::get_if<v3::Query>(&dissection.message);
    return query != nullptr && is_end_probe(Version::v1_0, query->query);
}

Chain read_chain(Version version, Direction direction, Bytes bytes) noexcept {
    auto state = State::mid_stream(version);
    MessageScanner scanner(direction);
    Chain chain;
    for (;;) {
        const Bytes message = bytes;
        switch (scanner.feed(state, bytes)) {
            case Scan::need_more:
                // A line or a text that does not end proves nothing.
                chain.fits = chain.messages > 0;
                chain.completed = chain.completed && !scanner.inside_message();
                return chain;
            case Scan::malformed:
                return chain;
            case Scan::padding:
                break;
            case Scan::message: {
                const Body body{message.first(scanner.length()), true};
                const auto dissection = dissect(state, scanner.form(), body);
                if (!is_plausible(dissection)) return chain;
                ++chain.messages;
                if (is_telling(scanner.form())) ++chain.telling;
                if (version == Version::v2_0 && is_of_2_0(scanner.form())) chain.of_2_0 = true;
                if (is_probe(dissection)) chain.of_1_0 = true;
                chain.completed = completes(scanner.form());
                const auto* rows = std::get_if<RowDescription>(&dissection.message);
                if (rows != nullptr && has_letter_for_modifier(*rows)) chain.doubtful = true;
                advance(state, direction, dissection);
                break;
            }
        }
    }
}

/// Between two readings that fit.
std::optional<Version> version_of(const Chain& as_2_0, const Chain& as_1_0) noexcept {
    if (as_2_0.fits != as_1_0.fits) return as_2_0.fits ? Version::v2_0 : Version::v1_0;
    if (as_2_0.doubtful) return Version::v1_0;
    if (as_2_0.of_2_0) return Version::v2_0;
    if (as_1_0.of_1_0) return Version::v1_0;
    return std::nullopt;
}

/// The client begins segments with its messages.
std::optional<std::size_t> find_frontend_boundary(const State& state, Bytes bytes) noexcept {
    const auto measured = measure(state, Direction::frontend, bytes);
    if (measured.scan != Scan::message) return std::nullopt;
    const Body body{bytes.first(measured.length), true};
    if (!is_plausible(dissect(state, measured.form, body))) return std::nullopt;
    return 0;
}

}  // namespace

Recognition recognise(Direction direction, Bytes bytes) noexcept {
    const auto as_2_0 = read_chain(Version::v2_0, direction, bytes);
    const auto as_1_0 = read_chain(Version::v1_0, direction, bytes);
    if (!as_2_0.fits && !as_1_0.fits) return {};
    const auto& better = as_2_0.fits ? as_2_0 : as_1_0;
    const bool fingerprint = as_text(bytes).starts_with(portal_and_rows) && better.messages > 1;
    Recognition recognition;
    recognition.version = version_of(as_2_0, as_1_0);
    // A server of 2.0 sends what it has to say with the ReadyForQuery that ends it.
    recognition.likely =
        recognition.version.value_or(as_2_0.completed ? Version::v1_0 : Version::v2_0);
    if (fingerprint || (better.messages > 1 && better.telling > 0))
        recognition.evidence = Evidence::strong;
    else
        recognition.evidence = Evidence::weak;
    return recognition;
}

std::optional<std::size_t> find_boundary(const State& state, Direction direction,
                                         Bytes bytes) noexcept {
    const auto text = as_text(bytes);
    if (state.phase(direction) == Phase::copy_data) {
        const auto line_end = text.find('\n');
        if (line_end == std::string_view::npos) return std::nullopt;
        return line_end + 1;
    }
    if (direction == Direction::frontend) return find_frontend_boundary(state, bytes);

    if (recognise(direction, bytes).evidence != Evidence::none) return 0;
    const auto result = text.find(portal_and_rows);
    if (result != std::string_view::npos) return result;
    // ReadyForQuery ends an answer, and with it the segment.
    if (state.version == Version::v2_0 && text.ends_with(std::string_view{"\0Z", 2}))
        return bytes.size();
    return std::nullopt;
}

bool is_old_style_error(Bytes bytes) noexcept {
    constexpr std::uint32_t shortest = 8;
    constexpr std::uint32_t longest = 30'000;
    ByteReader reader(bytes);
    const auto letter = reader.u8();
    const auto length = reader.u32();
    return reader.ok() && letter == 'E' && (length < shortest || length > longest);
}

}  // namespace pgoscope::dissectors::v2
