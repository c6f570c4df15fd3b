#pragma once

#include <cstddef>
#include <cstdint>

#include "dissectors/json/tokenizer.h"

/// Rows of COPY data counted without looking at values, in constant memory, wherever the pieces end
/// (protocol.md, sections E.1 to E.3). A header line is counted as a row: only the statement tells
/// whether there is one.
namespace pgoscope::dissectors::copy {

/// Ends of lines, by LF, CR or CRLF, and the line `\.` that ends the data.
class LineEnds {
  public:
    /// Takes a character that ends a line or does not; true when it ends a row.
    [[nodiscard]] bool ends_row(char character, bool is_data) noexcept;
    /// Whether a row was begun.
    [[nodiscard]] bool inside_row() const noexcept { return length_ > 0 && !is_end_mark(); }
    /// The line `\.` came.
    [[nodiscard]] bool ended() const noexcept { return ended_; }

  private:
    [[nodiscard]] bool is_end_mark() const noexcept { return length_ == 2 && end_mark_; }

    std::size_t length_ = 0;
    bool end_mark_ = true;  // the line began as `\.` does
    bool after_return_ = false;
    bool ended_ = false;
};

/// Text format. A newline behind a backslash is a character of the value.
class TextRowCounter {
  public:
    void feed(Bytes piece) noexcept;
    /// A last line without its end counts as well.
    [[nodiscard]] std::uint64_t rows() const noexcept {
        return rows_ + (lines_.inside_row() ? 1 : 0);
    }

  private:
    LineEnds lines_;
    std::uint64_t rows_ = 0;
    bool escaped_ = false;
};

/// CSV, where a line may end inside of quotes without ending the row.
class CsvRowCounter {
  public:
    explicit CsvRowCounter(char quote = '"', char escape = '"') noexcept
        : quote_(quote), escape_(escape) {}
    void feed(Bytes piece) noexcept;
    [[nodiscard]] std::uint64_t rows() const noexcept {
        return rows_ + (lines_.inside_row() ? 1 : 0);
    }

  private:
    LineEnds lines_;
    std::uint64_t rows_ = 0;
    char quote_;
    char escape_;
    bool quoted_ = false;
    bool escaped_ = false;
};

/// JSON (19 and later): an object a row, with FORCE_ARRAY all in one array.
class JsonRowCounter {
  public:
    void feed(Bytes piece) noexcept;
    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
    [[nodiscard]] bool broken() const noexcept { return tokens_.broken(); }

  private:
    json::Tokenizer tokens_;
    std::uint64_t rows_ = 0;
    std::size_t open_objects_ = 0;
};

}  // namespace pgoscope::dissectors::copy
