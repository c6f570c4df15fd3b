#pragma once

#include <cstddef>
#include <string>

#include "dissectors/logical/relation.h"
#include "dissectors/values/value_text.h"

namespace pgoscope::dissectors::logical {

struct ChangeTextOptions {
    /// Most bytes to append for the whole change; beyond it the text ends with ` ...`.
    std::size_t max_length = std::size_t{64} * 1024;
    /// For each value; `max_length` cuts text values as well as binary ones, and `names` are of the
    /// types that the stream told.
    ValueOptions value{.max_length = 1024};
    /// Whether values of a column of that name are shown as `redacted`; null = of none.
    bool (*hides)(std::string_view column) noexcept = nullptr;
};

/// Appends a change of a row for people to read:
///     public.d1 INSERT id=1 w=1.10
///     public.d1 UPDATE id=1: w 1.10 -> 3.30     the old row was sent (REPLICA IDENTITY FULL)
///     public.d1 UPDATE id=1: w=3.30             it was not
///     public.d1 DELETE id=1
/// A row is named by its key columns; with REPLICA IDENTITY FULL, which does not tell them, by its
/// first column. Values that are empty, `NULL` as a text, or hold blanks or quotes are quoted as
/// SQL would. A change of which the end is not at hand ends with ` ...` too. Columns that the
/// relation does not have are numbered, `column3=7`.
void append_change(const Relation& relation, const Insert& change, std::string& out,
                   const ChangeTextOptions& options = {});
void append_change(const Relation& relation, const Update& change, std::string& out,
                   const ChangeTextOptions& options = {});
void append_change(const Relation& relation, const Delete& change, std::string& out,
                   const ChangeTextOptions& options = {});

}  // namespace pgoscope::dissectors::logical
