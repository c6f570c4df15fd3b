// Any bytes as SQL: no crash, and normalised text is its own normal form.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "analyzer/sql/command.h"
#include "analyzer/sql/normaliser.h"
#include "analyzer/sql/one_line.h"
#include "analyzer/sql/statement_catalogue.h"
#include "dissectors/bytes.h"

namespace sql = pgoscope::sql;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const bool truncated = (data[0] & 1) != 0;
    const std::string_view text = pgoscope::as_text({data + 1, size - 1});

    sql::Normaliser once;
    sql::Normaliser twice;
    std::size_t seen = 0;
    once.start(text, truncated);
    for (auto next = once.next(); !next.text.empty(); next = once.next()) {
        ++seen;
        twice.start(next.text);
        if (twice.next().text != next.text || !twice.next().text.empty()) std::abort();
        static_cast<void>(sql::command_target(next.text));
    }

    // A catalogue is large to make: for some of the inputs.
    if ((data[0] & 0x1E) == 0) {
        sql::StatementCatalogue catalogue(4);
        if (catalogue.intern(text, truncated).size() != seen) std::abort();
        if (catalogue.intern(text, truncated).size() != seen) std::abort();
    }

    if (sql::one_line(text, 40).size() > 160) std::abort();
    return 0;
}
