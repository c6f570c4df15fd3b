#pragma once

#include <cstddef>
#include <limits>
#include <string_view>

#include "analyzer/report/facts/document.h"
#include "analyzer/report/json/json_writer.h"
#include "analyzer/report/text/output.h"
#include "analyzer/report/text/sql_text.h"

/// The parts that documents have in common, each an object or array behind its key.
namespace pgoscope::report {

/// What parts write with. Text goes to the output's own buffer, which long lists hand on as they
/// grow.
class DocumentJson {
  public:
    /// `json` writes into the output's buffer; all three must outlive it.
    DocumentJson(Output& output, const Document& document, JsonWriter& json,
                 std::size_t most_sessions = std::numeric_limits<std::size_t>::max())
        : document_(document), output_(output), json_(json), most_sessions_(most_sessions) {}

    [[nodiscard]] const Document& document() const noexcept { return document_; }
    [[nodiscard]] JsonWriter& json() noexcept { return json_; }
    [[nodiscard]] SqlText& sql() noexcept { return sql_; }
    /// How many are listed one by one.
    [[nodiscard]] std::size_t most_sessions() const noexcept { return most_sessions_; }
    /// After each entry of a list that may be long.
    void commit() { output_.commit(); }

    /// The object that the document is, with `schema` and `generator`.
    void begin(std::string_view schema);
    void end();

  private:
    const Document& document_;
    Output& output_;
    JsonWriter& json_;
    std::size_t most_sessions_;
    SqlText sql_;
};

/// Entries of a distribution; all of them only where there are values.
enum class Depth : std::uint8_t {
    summary,
    full,  ///< more percentiles, and the buckets, from which others can draw and merge
};
void write_distribution(JsonWriter& json, std::string_view key, const stats::Histogram& histogram,
                        Depth depth = Depth::summary);
/// Names from the traffic with their counts.
void write_counts(JsonWriter& json, std::string_view key, const stats::BoundedCounts& counts);
void write_counters(JsonWriter& json, std::string_view key, const Counters& counters);
/// `fingerprint` and `query`; nothing for SQL that is not known.
void write_statement(JsonWriter& json, const sql::Statement* statement);

void write_capture(DocumentJson& out);
void write_transport(DocumentJson& out);
void write_accounting(DocumentJson& out);
void write_sessions(DocumentJson& out);
void write_messages(DocumentJson& out);
void write_exchanges(DocumentJson& out);
void write_transactions(DocumentJson& out);
void write_copies(DocumentJson& out);
void write_replication(DocumentJson& out);
void write_subscriptions(DocumentJson& out);

/// Both keyed `latency`; the full one has every percentile and bucket.
void write_latency(DocumentJson& out, Depth depth);
/// `errors` or `notices`.
void write_diagnostics(DocumentJson& out, std::string_view key,
                       const stats::DiagnosticStats& diagnostics);

}  // namespace pgoscope::report
