#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "analyzer/report/timeline/messages/message_fields.h"
#include "analyzer/report/wording/value_display.h"

namespace pgoscope::report {

/// Writes a list of values: their count under `name`, then their texts as `values` when values are
/// shown, else their lengths as `lengths_bytes`; NULL is null. `kind_of(index)` answers the
/// ValueKind of a value. Where a text is not UTF-8, `values_b64` gives all of them again.
template <class Values, class KindOf>
void write_value_list(const FieldContext& context, std::string_view name, const Values& list,
                      KindOf kind_of) {
    auto& json = context.json;
    json.member(name, list.count());
    if (!context.options.show_values) {
        json.begin_array("lengths_bytes");
        for (const auto& value : list)
            value.null ? json.null() : json.value(value.bytes.size());
        json.end_array();
        return;
    }

    const auto write_texts = [&](std::string_view key, auto write_text) {
        json.begin_array(key);
        std::size_t index = 0;
        for (const auto& value : list) {
            const auto kind = kind_of(index++);
            if (value.null) {
                json.null();
                continue;
            }
            context.buffer.clear();
            append_value(context.buffer, value.bytes, kind, converter_of(context.event));
            write_text(std::string_view{context.buffer});
        }
        json.end_array();
    };
    bool utf8 = true;
    write_texts("values", [&](std::string_view text) { utf8 = json.text_value(text) && utf8; });
    if (!utf8)
        write_texts("values_b64",
                    [&](std::string_view text) { json.base64_value(as_bytes(text)); });
}

/// Types as two lists: `type_oids`, and their names in `types`.
void write_types(const FieldContext& context,
                 const dissectors::List<dissectors::v3::TypeOid>& types);

/// Members of a column of RowDescription; `type` is the name of its type.
void write_column(const FieldContext& context, const dissectors::v3::Column& column,
                  std::string_view type);

}  // namespace pgoscope::report
