#include "analyzer/report/sections/report_parts_json.h"
#include "analyzer/report/text/quoted_text.h"
#include "analyzer/report/wording/exchange_json.h"

namespace pgoscope::report {

void write_copies(DocumentJson& out) {
    auto& json = out.json();
    json.begin_array("copies");
    for (const auto* copied : out.document().stats.copies().ranked()) {
        json.begin_object();
        json.member("direction", copied->from_client ? "in" : "out");
        json.member("format", copied->format);
        write_statement(json, copied->statement);
        json.member("count", copied->count);
        json.member("failed", copied->failed);
        json.member("bytes", copied->bytes);
        json.member("rows", copied->rows);
        json.member("uncounted", copied->uncounted);
        json.member("total_ns", copied->time);
        if (const auto rate = per_second(copied->timed_bytes, copied->time))
            json.member("bytes_per_second", *rate);
        if (const auto rate = per_second(copied->timed_rows, copied->rows_time))
            json.member("rows_per_second", *rate);
        if (!copied->reasons.empty())
            write_counts(json, "failures", shown_reasons(copied->reasons, out.document().options));
        json.end_object();
        out.commit();
    }
    json.end_array();
}

}  // namespace pgoscope::report
