#include "dissectors/v2/framing.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "dissectors/v2/startup.h"

namespace pgoscope::dissectors::v2 {
namespace {

constexpr std::uint32_t word = 4;
constexpr std::uint32_t sql_null = ~std::uint32_t{0};
/// No allocation of a server is longer; its protocol adds headers.
constexpr std::uint64_t longest_message = 1ULL << 31U;

}  // namespace

Scan MessageScanner::feed(const State& state, Bytes& input) noexcept {
    if (malformation_ != v3::Malformation::none) return Scan::malformed;
    if (!inside_) {
        if (input.empty()) return Scan::need_more;
        begin(state, input[0]);
    }
    const auto available = input.size();
    const auto& grammar = grammar_of(form_);
    auto taken = Taken::whole;
    while (step_ < grammar.size() && grammar[step_].op != Op::end) {
        next_step_ = step_ + 1;
        taken = take(grammar[step_], input);
        if (taken != Taken::whole) break;
        step_ = next_step_;
        gathered_ = 0;
        sized_ = false;
    }
    length_ += available - input.size();
    if (taken == Taken::refused || length_ > longest_message) {
        malformation_ = form_ == Form::unknown ? v3::Malformation::unknown_type
                                               : v3::Malformation::invalid_value;
        return Scan::malformed;
    }
    if (taken == Taken::starved) return Scan::need_more;
    inside_ = false;
    return form_ == Form::padding ? Scan::padding : Scan::message;
}

void MessageScanner::begin(const State& state, std::uint8_t first) noexcept {
    *this = MessageScanner(direction_);
    form_ = form_of(state, direction_, first);
    version_ = state.version;
    columns_ = state.columns;
    inside_ = true;
}

MessageScanner::Taken MessageScanner::take(GrammarStep step, Bytes& input) noexcept {
    switch (step.op) {
        case Op::end:
            return Taken::whole;
        case Op::unknown:
            return Taken::refused;
        case Op::skip:
            return skip(input, step.argument);
        case Op::byte: {
            if (input.empty()) return Taken::starved;
            const auto fits = input[0] == step.argument;
            input = input.subspan(1);
            return fits ? Taken::whole : Taken::refused;
        }
        case Op::text:
            return text(input, 0, step.argument);
        case Op::line:
            return text(input, '\n', longest_text);
        case Op::startup_length:
            if (!integer(input, word, Version::v2_0)) return Taken::starved;
            startup_length_ = number_;
            return Taken::whole;
        case Op::startup_code:
            return startup_code(input);
        case Op::packet:
        case Op::token:
        case Op::value:
        case Op::ascii_value:
        case Op::argument:
            return sized(input, step);
        case Op::columns:
        case Op::arguments:
            return count(input, step);
        case Op::bitmap:
            return bitmap(input, step);
        case Op::column_type:
            return skip(input, version_ == Version::v2_0 ? 10 : 6);
        case Op::repeat:
            if (--repetitions_ > 0) next_step_ = step.argument;
            return Taken::whole;
        case Op::request:
            return request(input);
        case Op::result_or_end:
            return result_or_end(input);
    }
    return Taken::refused;
}

MessageScanner::Taken MessageScanner::skip(Bytes& input, std::uint64_t count) noexcept {
    if (!sized_) {
        left_ = count;
        sized_ = true;
    }
    const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size()));
    input = input.subspan(here);
    left_ -= here;
    return left_ == 0 ? Taken::whole : Taken::starved;
}

MessageScanner::Taken MessageScanner::text(Bytes& input, std::uint8_t terminator,
                                           std::uint32_t longest) noexcept {
    const auto end = as_text(input).find(static_cast<char>(terminator));
    const bool ended = end != std::string_view::npos;
    const auto here = std::min<std::size_t>(ended ? end : input.size(), longest - gathered_ + 1);
    gathered_ += static_cast<std::uint32_t>(here);
    input = input.subspan(here);
    if (gathered_ > longest) return Taken::refused;
    if (!ended) return Taken::starved;
    input = input.subspan(1);
    return Taken::whole;
}

/// Collects an integer in `number_`, whatever pieces it comes in.
bool MessageScanner::integer(Bytes& input, std::uint32_t width, Version order) noexcept {
    if (gathered_ == 0) number_ = 0;
    while (gathered_ < width && !input.empty()) {
        const std::uint32_t byte = input[0];
        number_ =
            order == Version::v0_0 ? number_ | byte << (8U * gathered_) : number_ << 8U | byte;
        ++gathered_;
        input = input.subspan(1);
    }
    return gathered_ == width;
}

MessageScanner::Taken MessageScanner::sized(Bytes& input, GrammarStep step) noexcept {
    if (sized_) return skip(input, 0);
    const bool outer = step.op == Op::packet || step.op == Op::token;
    // What surrounds the messages of 0.0 is in network byte order even there.
    if (!integer(input, word, outer ? Version::v2_0 : version_)) return Taken::starved;
    if (step.op == Op::argument && number_ == sql_null) return Taken::whole;
    const std::uint32_t own = step.op == Op::packet || step.op == Op::ascii_value ? word : 0;
    const auto longest = outer ? step.argument : longest_text;
    // libpq takes a negative length for an empty value; no server sends one, and lost
    // synchronization shows in it first.
    if (number_ < own || number_ > longest) return Taken::refused;
    return skip(input, number_ - own);
}

void MessageScanner::repeat(std::uint32_t times, std::uint32_t otherwise) noexcept {
    repetitions_ = times;
    if (times == 0) next_step_ = otherwise;
}

MessageScanner::Taken MessageScanner::count(Bytes& input, GrammarStep step) noexcept {
    const bool columns = step.op == Op::columns;
    if (!integer(input, columns ? 2 : word, version_)) return Taken::starved;
    if (number_ > (columns ? most_columns : most_arguments)) return Taken::refused;
    repeat(number_, step.argument);
    return Taken::whole;
}

MessageScanner::Taken MessageScanner::bitmap(Bytes& input, GrammarStep step) noexcept {
    const auto size = (columns_ + 7) / 8;
    if (gathered_ == 0) repetitions_ = 0;
    while (gathered_ < size) {
        if (input.empty()) return Taken::starved;
        const auto columns_left = columns_ - gathered_ * 8;
        // Bits behind the last column mean nothing.
        const auto unused = columns_left < 8 ? 8 - columns_left : 0;
        const std::uint32_t bits = std::uint32_t{input[0]} >> unused;
        repetitions_ += static_cast<std::uint32_t>(std::popcount(bits));
        ++gathered_;
        input = input.subspan(1);
    }
    repeat(repetitions_, step.argument);
    return Taken::whole;
}

MessageScanner::Taken MessageScanner::startup_code(Bytes& input) noexcept {
    if (sized_) return skip(input, 0);
    if (!integer(input, word, Version::v2_0)) return Taken::starved;
    if (!startup_version(startup_length_, number_) &&
        !is_padded_ssl_request(startup_length_, number_))
        return Taken::refused;
    return skip(input, startup_length_ - 2 * word);
}

MessageScanner::Taken MessageScanner::request(Bytes& input) noexcept {
    if (sized_) return skip(input, 0);
    if (!integer(input, word, version_)) return Taken::starved;
    constexpr std::uint32_t last_request = 6;
    if (number_ > last_request) return Taken::refused;
    const std::uint32_t crypt_salt = number_ == 4 ? 2 : 0;
    const std::uint32_t md5_salt = number_ == 5 ? 4 : 0;
    return skip(input, crypt_salt + md5_salt);
}

MessageScanner::Taken MessageScanner::result_or_end(Bytes& input) noexcept {
    if (input.empty()) return Taken::starved;
    const auto marker = input[0];
    input = input.subspan(1);
    if (marker == 'G') return Taken::whole;
    next_step_ = static_cast<std::uint32_t>(Grammar{}.size());
    return marker == '0' ? Taken::whole : Taken::refused;
}

bool MessageScanner::pass_over(std::uint64_t count) noexcept {
    if (!inside_ || !sized_ || count > left_) return false;
    left_ -= count;
    length_ += count;
    return true;
}

Measured measure(const State& state, Direction direction, Bytes bytes) noexcept {
    MessageScanner scanner(direction);
    const auto scan = scanner.feed(state, bytes);
    return {scan, scanner.form(), scanner.length(), scanner.malformation()};
}

}  // namespace pgoscope::dissectors::v2
