#include "analyzer/session/copy_contents_rows.h"

#include <algorithm>
#include <utility>

#include "dissectors/copy/format.h"

namespace pgoscope::session {
namespace {

namespace copy = dissectors::copy;
namespace hyper = dissectors::hyper;
namespace v3 = dissectors::v3;

constexpr std::size_t longest_reason = 1024;

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Whether the word stands behind STDIN or STDOUT, where a COPY's options are.
bool has_option(std::string_view sql, std::string_view word) noexcept {
    const auto matches = [](char a, char b) { return lower(a) == b; };
    static constexpr std::string_view std_prefix = "std";
    const auto options =
        std::search(sql.begin(), sql.end(), std_prefix.begin(), std_prefix.end(), matches);
    return std::search(options, sql.end(), word.begin(), word.end(), matches) != sql.end();
}

std::string_view text_format_of(std::string_view sql) noexcept {
    if (has_option(sql, "csv")) return "csv";
    if (has_option(sql, "json")) return "json";
    return "text";
}

std::vector<hyper::CopyColumn> hyper_columns(const CopyShape& shape) {
    std::vector<hyper::CopyColumn> columns;
    for (std::size_t i = 0; i < shape.columns.size(); ++i) {
        const auto& column = shape.columns[i];
        columns.push_back({column.type_oid, column.type_modifier, shape.nullable[i]});
    }
    return columns;
}

}  // namespace

RowContents::RowContents(std::uint64_t exchange, const v3::CopyResponse& response,
                         Statement statement)
    : CopyContents(exchange, {}),
      shape_(std::move(statement.shape)),
      keep_values_(statement.keep_values),
      text_format_(text_format_of(statement.sql)) {
    totals_.format = response.overall_format == 0 ? text_format_ : "binary";
}

void RowContents::decide(Bytes first_data) {
    const auto format = copy::format_of_data(first_data);
    if (format != copy::Format::text) totals_.format = to_string(format);
    if (format == copy::Format::hyper_binary && shape_)
        reader_.emplace<hyper::CopyReader>(hyper_columns(*shape_));
    else if (totals_.format == "binary")
        reader_.emplace<copy::BinaryReader>();
    else if (totals_.format == "csv")
        reader_.emplace<copy::CsvRowCounter>();
    else if (totals_.format == "json")
        reader_.emplace<copy::JsonRowCounter>();
    else if (totals_.format == "text")
        reader_.emplace<copy::TextRowCounter>();
}

void RowContents::lose_boundary() {
    countable_ = false;
    // Rows of binary formats have no marks by which to find one again.
    if (std::holds_alternative<copy::BinaryReader>(reader_) ||
        std::holds_alternative<hyper::CopyReader>(reader_))
        reader_.emplace<Measured>();
}

const events::CopyPayload* RowContents::read(const events::MessageEvent& event) {
    if (const auto* fail = event.as<v3::CopyFail>())
        totals_.failure = fail->message.substr(0, longest_reason);
    const auto* data = event.as<v3::CopyData>();
    if (data == nullptr) return nullptr;
    if (!std::exchange(begun_, true)) decide(data->data);
    const auto size = payload_bytes(event);
    totals_.bytes += size;

    const auto before = rows();
    auto& payload = payload_.content.emplace<events::RowsPayload>();
    const auto missing = size - std::min<std::uint64_t>(size, data->data.size());
    values_.clear();
    if (auto* binary = std::get_if<copy::BinaryReader>(&reader_)) {
        read_binary(*binary, data->data, payload);
        binary->skip(missing);
    } else if (auto* of_hyper = std::get_if<hyper::CopyReader>(&reader_)) {
        read_hyper(*of_hyper, data->data, payload);
        of_hyper->skip(missing);
    } else {
        read_rows(data->data, missing, event.direction == Direction::backend);
    }
    payload.values = values_;
    payload.format = totals_.format;
    if (is_countable()) payload.rows = rows() - before;
    return &payload_;
}

void RowContents::read_rows(Bytes data, std::uint64_t missing, bool from_server) {
    if (missing > 0) {
        // A server sends each row in a message of its own; a client's may end anywhere.
        if (from_server)
            ++rows_not_read_;
        else
            countable_ = false;
        return;
    }
    std::visit(
        [&](auto& reader) {
            if constexpr (requires { reader.feed(data); }) reader.feed(data);
        },
        reader_);
}

void RowContents::read_binary(copy::BinaryReader& reader, Bytes data,
                              events::RowsPayload& payload) {
    bool only = true;
    while (auto row = reader.next(data)) {
        payload.fields = only ? row->fields : std::nullopt;
        only = false;
        payload.columns = row->field_count;
        if (keep_values_ && row->fields)
            for (const auto& value : *row->fields)
                values_.push_back(value);
    }
}

void RowContents::read_hyper(hyper::CopyReader& reader, Bytes data, events::RowsPayload& payload) {
    payload.columns = shape_->columns.size();
    payload.shape = &shape_->columns;
    while (const auto row = reader.next(data))
        if (keep_values_) values_.insert(values_.end(), row->values.begin(), row->values.end());
}

std::uint64_t RowContents::rows() const {
    return rows_not_read_ + std::visit(
                                [](const auto& reader) -> std::uint64_t {
                                    if constexpr (requires { reader.rows(); }) return reader.rows();
                                    return 0;
                                },
                                reader_);
}

bool RowContents::is_countable() const noexcept {
    if (const auto* binary = std::get_if<copy::BinaryReader>(&reader_))
        return countable_ && !binary->broken();
    if (const auto* of_hyper = std::get_if<hyper::CopyReader>(&reader_))
        return countable_ && !of_hyper->broken();
    return countable_ && !std::holds_alternative<Measured>(reader_);
}

void RowContents::tell(events::Exchange& exchange) const {
    auto totals = totals_;
    if (!begun_)
        totals.rows = 0;
    else if (is_countable())
        totals.rows = rows();
    if (!exchange.copy) {
        exchange.copy = std::move(totals);
        return;
    }
    // Several COPY statements of one Query.
    auto& sum = *exchange.copy;
    sum.bytes += totals.bytes;
    sum.rows = sum.rows && totals.rows ? std::optional(*sum.rows + *totals.rows) : std::nullopt;
    if (!totals.failure.empty()) sum.failure = std::move(totals.failure);
}

}  // namespace pgoscope::session
