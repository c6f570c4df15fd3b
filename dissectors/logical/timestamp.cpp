#include "dissectors/logical/timestamp.h"

#include <chrono>

namespace pgoscope::dissectors::logical {
namespace {

/// Numbers of a fixed width and the characters between them; fails for good at the first surprise.
class Scanner {
  public:
    explicit Scanner(std::string_view text) noexcept : rest_(text) {}

    [[nodiscard]] int number(std::size_t width) noexcept {
        int value = 0;
        for (; width > 0; --width)
            value = value * 10 + digit().value_or(0);
        return value;
    }
    void require(char character) noexcept {
        if (!accept(character)) ok_ = false;
    }
    [[nodiscard]] bool accept(char character) noexcept {
        if (!rest_.starts_with(character)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    /// What stands behind the point, whose trailing zeros are not printed.
    [[nodiscard]] int microseconds() noexcept {
        constexpr int places = 6;
        int value = 0;
        int place = 0;
        for (; place < places && starts_with_digit(); ++place)
            value = value * 10 + digit().value_or(0);
        for (; place < places; ++place)
            value *= 10;
        return value;
    }
    [[nodiscard]] bool ok() const noexcept { return ok_; }

  private:
    [[nodiscard]] bool starts_with_digit() const noexcept {
        return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
    }
    [[nodiscard]] std::optional<int> digit() noexcept {
        if (!starts_with_digit()) {
            ok_ = false;
            return std::nullopt;
        }
        const int value = rest_.front() - '0';
        rest_.remove_prefix(1);
        return value;
    }

    std::string_view rest_;
    bool ok_ = true;
};

std::chrono::seconds offset_from_utc(Scanner& text) noexcept {
    const bool west = text.accept('-');
    if (!west) text.require('+');
    std::chrono::seconds offset = std::chrono::hours(text.number(2));
    if (text.accept(':')) offset += std::chrono::minutes(text.number(2));
    if (text.accept(':')) offset += std::chrono::seconds(text.number(2));
    return west ? -offset : offset;
}

}  // namespace

std::optional<std::int64_t> read_timestamp(std::string_view text) noexcept {
    using namespace std::chrono;
    Scanner scanner(text);
    const year in_year(scanner.number(4));
    scanner.require('-');
    const month in_month(static_cast<unsigned>(scanner.number(2)));
    scanner.require('-');
    const year_month_day date(in_year, in_month, day(static_cast<unsigned>(scanner.number(2))));
    scanner.require(' ');
    microseconds time = hours(scanner.number(2));
    scanner.require(':');
    time += minutes(scanner.number(2));
    scanner.require(':');
    time += seconds(scanner.number(2));
    if (scanner.accept('.')) time += microseconds(scanner.microseconds());
    time -= offset_from_utc(scanner);
    if (!scanner.ok() || !date.ok()) return std::nullopt;
    return (sys_days(date) - sys_days(year(2000) / 1 / 1) + time) / microseconds(1);
}

}  // namespace pgoscope::dissectors::logical
