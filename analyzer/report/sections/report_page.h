#pragma once

#include <string>
#include <string_view>

#include "analyzer/report/facts/document.h"
#include "analyzer/report/text/output.h"
#include "analyzer/report/text/table.h"
#include "analyzer/report/text/text.h"

namespace pgoscope::report {

/// A document as text for people: headings, paragraphs and tables, one below the other.
class Page {
  public:
    Page(Output& output, const Document& document, const Style& style)
        : output_(output), document_(document), style_(style) {}

    [[nodiscard]] const Document& document() const noexcept { return document_; }
    [[nodiscard]] const Style& style() const noexcept { return style_; }
    /// To write into without a copy; `commit()` afterwards.
    [[nodiscard]] std::string& buffer() noexcept { return output_.buffer(); }
    void commit() { output_.commit(); }

    /// What made the document and what it is about.
    void title(std::string_view of);
    void heading(std::string_view text);
    /// Escaped text, broken at its spaces to the width of the page.
    void paragraph(std::string_view text, std::size_t indent = 2);
    void table(const Table& table);
    /// So many entries of a ranking are left out, and how to see them; nothing for none.
    void more(std::size_t entries);
    /// `  by user      app 12, admin 1`.
    void labelled(std::string_view label, std::string_view text);

  private:
    Output& output_;
    const Document& document_;
    const Style& style_;
};

/// How many of a ranking are shown.
[[nodiscard]] std::size_t shown_of(std::size_t total, const Options& options) noexcept;
/// `app 12, admin 1, 3 others`: the largest first; empty without any.
[[nodiscard]] std::string counts_line(const stats::BoundedCounts& counts);
/// SQL on one line for a terminal; says so when it is not known.
[[nodiscard]] std::string statement_line(const sql::Statement* statement);
/// `12 %`; one decimal below ten.
[[nodiscard]] std::string format_share(double share);

}  // namespace pgoscope::report
