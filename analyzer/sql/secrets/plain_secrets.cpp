#include "analyzer/sql/secrets/plain_secrets.h"

#include <algorithm>
#include <string_view>

#include "analyzer/sql/byte_class.h"
#include "analyzer/sql/secrets/key_format.h"
#include "analyzer/sql/secrets/secret_names.h"

namespace pgoscope::sql {
namespace {

constexpr auto npos = std::string_view::npos;

/// Passwords of `scheme://user:password@host`.
class UriReader {
  public:
    UriReader(Finding& finding, const Excerpt& excerpt)
        : finding_(finding), excerpt_(excerpt), text_(excerpt.text()) {}

    void run() {
        constexpr std::string_view mark = "://";
        for (auto at = text_.find(mark); at != npos; at = text_.find(mark, at))
            at = read(at + mark.size());
    }

  private:
    /// Reads what follows `://`, from `begin`. Returns where the search goes on.
    std::size_t read(std::size_t begin) {
        find_run(begin);
        const auto run = text_.substr(begin, run_end_ - begin);
        const auto authority = run.substr(0, std::min(run.find_first_of("/?#"), run.size()));
        const auto user_end = authority.find(':');
        if (user_end == npos) return begin;
        auto password_end = authority.rfind('@');
        if (password_end == npos) {
            // Without `@`, `host:port` is harmless. What is not a number is no port but a password:
            // it has a `/` in it, or the text ends before its `@`.
            auto port = authority.substr(user_end + 1);
            port = port.substr(0, port.find(','));
            const bool is_port = port.find_first_not_of("0123456789") == npos;
            if (is_port || authority.starts_with('[')) return begin;
            const bool goes_on = last_at_ != npos && last_at_ > begin + user_end;
            password_end = goes_on ? last_at_ - begin : run.size();
        }
        if (password_end <= user_end) return begin;
        finding_.hide(excerpt_, begin + user_end + 1, begin + password_end);
        return begin + password_end;
    }

    /// Finds the end of the URI, which is a blank, `<`, `>` or a closing quote, and its last `@`.
    void find_run(std::size_t begin) {
        if (begin < run_end_) return;
        run_end_ = begin;
        last_at_ = npos;
        for (; run_end_ < text_.size(); ++run_end_) {
            const char byte = text_[run_end_];
            if (is(byte, space_byte) || byte == '<' || byte == '>') break;
            const bool quote = byte == '\'' || byte == '"';
            const char behind = run_end_ + 1 < text_.size() ? text_[run_end_ + 1] : '\0';
            if (quote && !is(behind, word_byte)) break;
            if (byte == '@') last_at_ = run_end_;
        }
    }

    Finding& finding_;
    const Excerpt& excerpt_;
    std::string_view text_;
    std::size_t run_end_ = 0;
    std::size_t last_at_ = npos;
};

/// Where a header or a bearer token ends.
std::size_t line_end(std::string_view text, std::size_t from) noexcept {
    return std::min(text.find_first_of("\r\n'\"\\", from), text.size());
}

/// `Authorization: Basic x`, as it stands in commands, JSON and logs.
std::size_t header_value(std::string_view text, std::size_t at) noexcept {
    at = text.find_first_not_of(" '\"\\", at);
    if (at == npos || text[at] != ':' || text.substr(at).starts_with("::")) return npos;
    return std::min(text.find_first_not_of(" '\"\\", at + 1), text.size());
}

void find_words(Finding& finding, const Excerpt& excerpt) {
    constexpr std::string_view authorization = "authorization";
    constexpr std::string_view bearer = "bearer ";
    constexpr std::size_t shortest_token = 8;
    const auto text = excerpt.text();
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char first = fold(text[at]);
        if (first == 'a' &&
            detail::same_folded(text.substr(at, authorization.size()), authorization)) {
            const auto begin = header_value(text, at + authorization.size());
            if (begin == npos) continue;
            const auto end = line_end(text, begin);
            finding.hide(excerpt, begin, end);
            at = end;
        } else if (first == 'b' && detail::same_folded(text.substr(at, bearer.size()), bearer)) {
            const auto begin = at + bearer.size();
            const auto end = std::min(text.find_first_of(" \t\r\n'\"\\", begin), text.size());
            if (end - begin >= shortest_token) finding.hide(excerpt, begin, end);
            at = end;
        }
    }
}

constexpr BytePairs key_pairs = [] {
    BytePairs pairs;
    add_key_pairs(pairs);
    return pairs;
}();

/// `could not translate host name "rd@host"`: to libpq a password of a URI ends at its first `@`.
void find_host_names(Finding& finding, const Excerpt& excerpt) {
    constexpr std::string_view mark = "host name \"";
    const auto text = excerpt.text();
    for (auto at = text.find(mark); at != npos; at = text.find(mark, at)) {
        at += mark.size();
        const auto name =
            text.substr(at, std::min(text.find_first_of("\"\r\n", at), text.size()) - at);
        const auto end = name.rfind('@');
        if (end != npos) finding.hide(excerpt, at, at + end);
        at += name.size();
    }
}

void find_keys(Finding& finding, const Excerpt& excerpt) {
    const auto text = excerpt.text();
    for (std::size_t at = 0; at + 1 < text.size(); ++at) {
        if (!key_pairs.has(BytePairs::pair_of(text[at], text[at + 1]))) continue;
        const auto key = key_at_pair(text, at);
        if (key.length == 0) continue;
        finding.hide(excerpt, key.begin, key.begin + key.length);
        at = key.begin + key.length - 1;
    }
}

void find_private_keys(Finding& finding, const Excerpt& excerpt) {
    const auto text = excerpt.text();
    for (auto at = text.find(pem_begin); at != npos; at = text.find(pem_begin, at)) {
        at += pem_begin.size();
        constexpr std::size_t longest_label = 40;
        const auto label = text.substr(at, longest_label);
        const auto behind = label.find(pem_private);
        if (behind == npos) continue;
        const auto end = std::min(text.find(pem_end, at), text.size());
        finding.hide(excerpt, at + behind + pem_private.size(), end);
        at = end;
    }
}

}  // namespace

void find_plain_secrets(Finding& finding, const Excerpt& excerpt) {
    UriReader(finding, excerpt).run();
    find_words(finding, excerpt);
    find_host_names(finding, excerpt);
    find_keys(finding, excerpt);
    find_private_keys(finding, excerpt);
}

}  // namespace pgoscope::sql
