#include "analyzer/sql/secrets/shell_command.h"

#include <algorithm>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/secrets/secret_names.h"

namespace pgoscope::sql {
namespace {

constexpr auto npos = std::string_view::npos;

/// Where in a word of a command the letter of an option stands whose value is a secret. In a
/// cluster, `-sSu`, that is only the one whose value tells by its form whether it is a secret.
std::size_t short_option(std::string_view word) noexcept {
    if (word.size() < 2 || word[0] != '-') return npos;
    if (secret_short_options.find(word[1]) != npos) return 1;
    for (std::size_t at = 1; at < word.size() && is(word[at], word_start_byte); ++at)
        if (word[at] == 'u') return at;
    return npos;
}

/// Reads a command word by word.
class ShellReader {
  public:
    ShellReader(Finding& finding, const Excerpt& excerpt)
        : finding_(finding), excerpt_(excerpt), text_(excerpt.text()) {}

    bool run() {
        while (at_ < text_.size()) {
            if (is(text_[at_], space_byte) || ends_word(text_[at_])) {
                ++at_;
                continue;
            }
            const auto begin = at_;
            pass_word();
            read(begin, at_);
        }
        return expects_ != Expects::nothing;
    }

  private:
    enum class Expects { nothing, value, user };

    static bool ends_word(char byte) noexcept {
        constexpr std::string_view signs = ";|&()<>";
        return signs.find(byte) != npos;
    }

    /// To the end of the word, whose parts may stand in quotes.
    void pass_word() {
        char quote = '\0';
        for (; at_ < text_.size(); ++at_) {
            const char byte = text_[at_];
            if (byte == '\\' && quote != '\'')
                ++at_;
            else if (quote != '\0')
                quote = byte == quote ? '\0' : quote;
            else if (byte == '\'' || byte == '"')
                quote = byte;
            else if (is(byte, space_byte) || ends_word(byte))
                break;
        }
        at_ = std::min(at_, text_.size());
    }

    void read(std::size_t begin, std::size_t end) {
        unquote(begin, end);
        const auto word = text_.substr(begin, end - begin);
        if (expects_ == Expects::value || expects_ == Expects::user) {
            hide(expects_, begin, end);
            expects_ = Expects::nothing;
            return;
        }
        const auto sign = word.find('=');
        const auto name = word.substr(0, sign);
        const auto meant = meaning(name);
        if (sign != npos) {
            if (meant != Expects::nothing) hide(meant, begin + sign + 1, end);
        } else if (word.starts_with("pass:")) {  // OpenSSL
            finding_.hide(excerpt_, begin + 5, end);
        }
        if (!word.starts_with('-')) return;
        if (sign == npos) expects_ = meant;
        const auto at = short_option(word);
        if (at == npos) return;
        const auto option = word[at] == 'u' ? Expects::user : Expects::value;
        if (word.size() == at + 1)
            expects_ = option;
        else
            hide(option, begin + at + 1, end);
    }

    /// What follows a name: an option's, or a variable's.
    [[nodiscard]] static Expects meaning(std::string_view name) noexcept {
        if (std::find(user_options.begin(), user_options.end(), name) != user_options.end())
            return Expects::user;
        return is_secret_name(name) || name == "-pass" || name == "--pass" ? Expects::value
                                                                           : Expects::nothing;
    }

    void hide(Expects what, std::size_t begin, std::size_t end) {
        unquote(begin, end);
        if (what == Expects::user) {
            const auto colon = text_.substr(begin, end - begin).find(':');
            if (colon == npos) return;
            begin += colon + 1;
        }
        finding_.hide(excerpt_, begin, end);
    }

    void unquote(std::size_t& begin, std::size_t& end) const noexcept {
        const auto is_quote = [&](std::size_t at) { return text_[at] == '\'' || text_[at] == '"'; };
        if (begin < end && is_quote(begin)) ++begin;
        if (begin < end && is_quote(end - 1)) --end;
    }

    Finding& finding_;
    const Excerpt& excerpt_;
    std::string_view text_;
    std::size_t at_ = 0;
    Expects expects_ = Expects::nothing;
};

}  // namespace

bool looks_like_command(std::string_view text) noexcept {
    constexpr std::size_t longest_cluster = 16;
    for (auto at = text.find(" -"); at != npos; at = text.find(" -", at + 1)) {
        const auto rest = text.substr(at + 2);
        if (rest.empty()) return false;
        if (short_option(text.substr(at + 1, longest_cluster)) != npos) return true;
        if (rest.size() > 1 && rest[0] == '-' && is(rest[1], word_start_byte)) return true;
    }
    return false;
}

bool find_shell_secrets(Finding& finding, const Excerpt& excerpt) {
    return ShellReader(finding, excerpt).run();
}

}  // namespace pgoscope::sql
