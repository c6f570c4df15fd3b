#include "analyzer/sql/copy_statement.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "analyzer/sql/words.h"

namespace pgoscope::sql {
namespace {

/// The text from statement `index` on; empty statements do not count.
std::string_view statement_from(std::string_view sql, std::size_t index) {
    Lexer lexer(sql);
    std::size_t depth = 0;
    bool begun = false;
    for (auto token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
        const bool ends = token.kind == TokenKind::semicolon && depth == 0;
        if (!ends && !std::exchange(begun, true) && index == 0)
            return sql.substr(static_cast<std::size_t>(token.start - sql.data()));
        if (ends && std::exchange(begun, false)) --index;
        if (token.kind == TokenKind::open_paren) ++depth;
        if (token.kind == TokenKind::close_paren && depth > 0) --depth;
    }
    return {};
}

/// Reads one statement, token by token.
class Reader {
  public:
    explicit Reader(std::string_view sql) : words_(sql) {}

    [[nodiscard]] std::optional<CopyStatement> read() {
        if (!words_.accept("copy")) return std::nullopt;
        if (words_.accept("binary")) copy_.format = "binary";
        if (words_.at(TokenKind::open_paren))
            read_query();
        else
            skip_table();
        if (!words_.accept("from")) words_.accept("to");
        words_.advance();  // STDIN, STDOUT
        words_.accept("with");
        if (words_.accept(TokenKind::open_paren))
            read_list();
        else
            read_words();
        return copy_;
    }

  private:
    /// To the parenthesis that closes the one that stands here.
    void read_query() {
        const auto* const begin = words_.text().data() + 1;
        std::size_t depth = 0;
        for (; !words_.at(TokenKind::end); words_.advance()) {
            if (words_.at(TokenKind::open_paren)) ++depth;
            if (words_.at(TokenKind::close_paren) && --depth == 0) break;
        }
        if (words_.at(TokenKind::end)) return;
        copy_.query.assign(begin, words_.text().data());
        words_.advance();
    }

    /// A name, and the columns in parentheses.
    void skip_table() {
        while (!words_.take_name().empty())
            if (!words_.accept(TokenKind::dot)) break;
        if (!words_.accept(TokenKind::open_paren)) return;
        while (!words_.ended() && !words_.accept(TokenKind::close_paren))
            words_.advance();
    }

    /// `(option value, ...)`, since 9.0.
    void read_list() {
        while (!words_.ended() && !words_.at(TokenKind::close_paren)) {
            const auto option = words_.take_name();
            if (option == "format")
                copy_.format = value();
            else if (option == "header")
                copy_.header = !says_no(value());
            else
                take_character(option);
            skip_to_next();
        }
    }

    /// Options without commas, some of them with an AS.
    void read_words() {
        static constexpr std::array<std::string_view, 3> formats{"csv", "binary", "json"};
        for (; !words_.ended() && !words_.is("where"); words_.advance()) {
            const auto option = words_.name();
            if (std::ranges::find(formats, option) != formats.end()) copy_.format = option;
            if (option == "header") copy_.header = true;
            if (option == "quote" || option == "escape") {
                words_.advance();
                words_.accept("as");
                take_character(option);
            }
            if (words_.ended()) return;
        }
    }

    void take_character(std::string_view option) {
        const auto text = words_.string();
        if (text.size() != 1) return;
        if (option == "quote") {
            // Unless something else is said, one quote escapes another.
            if (!escape_said_) copy_.escape = text.front();
            copy_.quote = text.front();
        } else if (option == "escape") {
            copy_.escape = text.front();
            escape_said_ = true;
        }
    }

    /// In lower case; empty when there is none.
    [[nodiscard]] std::string value() const {
        if (words_.at(TokenKind::number)) return std::string(words_.text());
        auto text = words_.at(TokenKind::string) ? words_.string() : words_.name();
        std::ranges::transform(text, text.begin(), fold);
        return text;
    }
    [[nodiscard]] static bool says_no(std::string_view value) {
        return value == "false" || value == "off" || value == "0";
    }

    void skip_to_next() {
        std::size_t depth = 0;
        for (; !words_.ended(); words_.advance()) {
            if (words_.at(TokenKind::open_paren)) ++depth;
            if (words_.at(TokenKind::close_paren)) {
                if (depth == 0) return;
                --depth;
            }
            if (words_.at(TokenKind::comma) && depth == 0) {
                words_.advance();
                return;
            }
        }
    }

    Words words_;
    CopyStatement copy_;
    bool escape_said_ = false;
};

}  // namespace

std::optional<CopyStatement> read_copy_statement(std::string_view sql, std::size_t index) {
    const auto statement = statement_from(sql, index);
    auto copy = Reader(statement).read();
    if (copy) copy->copied = copied_columns(statement);
    return copy;
}

}  // namespace pgoscope::sql
