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

/// Text that a message of this kind has in all traffic; other bytes only happen to end in a NUL.
struct Plausible {
    bool operator()(const v3::Query& query) const noexcept { return is_text(query.query); }
    bool operator()(const v3::CommandComplete& complete) const noexcept {
        const auto tag = complete.tag;
        return !tag.empty() && (tag[0] == '*' || (tag[0] >= 'A' && tag[0] <= 'Z')) && is_text(tag);
    }
    bool operator()(const CursorResponse& cursor) const noexcept {
        return !cursor.portal.empty() && is_text(cursor.portal);
    }
    bool operator()(const v3::ErrorFields& error) const noexcept {
        return !error.old_style.empty() && is_text(error.old_style);
    }
    bool operator()(const v3::NotificationResponse& notification) const noexcept {
        return !notification.channel.empty() && is_text(notification.channel);
    }
    bool operator()(const RowDescription& rows) const noexcept {
        for (const auto& column : rows.columns)
            if (!is_text(column.name) || column.type_size < -2) return false;
        return true;
    }
    template <class Other>
    bool operator()(const Other&) const noexcept {
        return true;
    }
};

/// What the bytes are when they are read as messages of one version.
struct Chain {
    std::size_t messages = 0;
    std::size_t telling = 0;  ///< of those, the ones that more than a letter supports
    bool fits = false;        ///< to the end of the bytes
    bool of_2_0 = false;      ///< has what only 2.0 has
};

bool is_of_2_0(Form form) noexcept {
    return form == Form::ready || form == Form::key_data || form == Form::copy_in ||
           form == Form::copy_out;
}

bool is_telling(Form form) noexcept {
    return form != Form::ready && form != Form::copy_in && form != Form::copy_out &&
           form != Form::terminate && form != Form::copy_line;
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
                return chain;
            case Scan::malformed:
                return chain;
            case Scan::padding:
                break;
            case Scan::message: {
                const Body body{message.first(scanner.length()), true};
                const auto dissection = dissect(state, scanner.form(), body);
                if (dissection.malformation != Malformation::none) return chain;
                if (!std::visit(Plausible{}, dissection.message)) return chain;
                ++chain.messages;
                if (is_telling(scanner.form())) ++chain.telling;
                if (version == Version::v2_0 && is_of_2_0(scanner.form())) chain.of_2_0 = true;
                advance(state, direction, dissection);
                break;
            }
        }
    }
}

/// Between two readings that fit.
std::optional<Version> version_of(const Chain& as_2_0, const Chain& as_1_0) noexcept {
    if (as_2_0.fits != as_1_0.fits) return as_2_0.fits ? Version::v2_0 : Version::v1_0;
    if (as_2_0.of_2_0) return Version::v2_0;
    return std::nullopt;
}

/// The client begins segments with its messages.
std::optional<std::size_t> find_frontend_boundary(const State& state, Bytes bytes) noexcept {
    const auto measured = measure(state, Direction::frontend, bytes);
    if (measured.scan != Scan::message) return std::nullopt;
    const Body body{bytes.first(measured.length), true};
    const auto dissection = dissect(state, measured.form, body);
    const bool fits = dissection.malformation == Malformation::none &&
                      std::visit(Plausible{}, dissection.message);
    return fits ? std::optional<std::size_t>{0} : std::nullopt;
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
    if (fingerprint || (better.messages > 1 && better.telling > 0))
        recognition.evidence = Evidence::strong;
    else
        recognition.evidence = Evidence::weak;
    // Both versions have the same frontend messages.
    if (direction == Direction::frontend) recognition.version = std::nullopt;
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

    if (recognise(direction, bytes).evidence == Evidence::strong) return 0;
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
