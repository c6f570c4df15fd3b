#pragma once

#include <string_view>

#include "analyzer/report/text/text.h"
#include "analyzer/report/timeline/messages/annotate.h"
#include "analyzer/report/wording/value_display.h"

/// Phrases that several annotations share.
namespace pgoscope::report::notes {

/// `; ` between two parts of a note that begins at `begin`.
void separate(std::string& out, std::size_t begin);

/// SQL on one line, cut to what the style allows.
void append_sql(const NoteContext& context, std::string_view sql, sql::Reading reading,
                SqlText::Prepared prepared = {}, bool sql_cut = false);

/// A name as the client chose it, or `the unnamed <what>`.
void append_name(const NoteContext& context, std::string_view what, std::string_view name);

/// One value: NULL, or its text on one line, cut to what the style allows.
void append_value_note(const NoteContext& context, const dissectors::v3::Value& value,
                       ValueKind kind);

/// `; $1 = 17, $2 = NULL` when values are shown.
void append_parameters(const NoteContext& context, const dissectors::v3::FormatCodes& formats,
                       const dissectors::List<dissectors::v3::Value>& values);

/// `int4, text`: as many types as a line bears.
void append_types(const NoteContext& context,
                  const dissectors::List<dissectors::v3::TypeOid>& types);

/// `id int4, name text` of a RowDescription or a ResultShape: as many columns as a line bears.
template <class Columns>
void append_columns(const NoteContext& context, const Columns& columns) {
    static constexpr std::size_t a_line_bears = 12;
    std::size_t index = 0;
    for (const auto& column : columns) {
        if (index == a_line_bears) {
            context.out.append(" ...");
            return;
        }
        if (index++ > 0) context.out.append(", ");
        append_escaped(context.out, column.name);
        context.out.push_back(' ');
        context.out.append(type_label(column.type_oid, context.buffer));
    }
}

/// `; the client thought for 312.400 ms` on the first message of a request, if it took a while.
void append_think_time(const NoteContext& context);

/// `; answers Query #12 after 1.204 ms, first reply after 1.100 ms` on what completes an exchange.
void append_completion(const NoteContext& context, std::string_view verb = "answers");

}  // namespace pgoscope::report::notes
