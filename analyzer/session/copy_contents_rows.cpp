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

/// What the statement says of data that is not binary.
std::string_view text_format_of(const sql::CopyStatement& said) noexcept {
    if (said.format == "csv") return "csv";
    if (said.format == "json") return "json";
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
    : CopyContents(exchange, {}), statement_(std::move(statement)) {
    totals_.format = response.overall_format == 0 ? text_format_of(statement_.said) : "binary";
}

void RowContents::decide(Bytes first_data) {
    const auto format = copy::format_of_data(first_data);
    if (format != copy::Format::text) totals_.format = to_string(format);
    if (format == copy::Format::hyper_binary && statement_.shape)
        reader_.emplace<hyper::CopyReader>(hyper_columns(*statement_.shape));
    else if (totals_.format == "binary")
        reader_.emplace<copy::BinaryReader>();
    else if (totals_.format == "csv")
        reader_.emplace<copy::CsvRowCounter>(statement_.said.quote, statement_.said.escape);
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
        if (statement_.keep_values && row->fields)
            for (const auto& value : *row->fields)
                values_.push_back(value);
    }
    // A table that is another one by now has another number of columns, more often than not.
    const auto& described = statement_.described;
    if (described.shape && payload.columns == described.shape->size()) {
        payload.shape = described.shape.get();
        payload.types_from = to_string(described.origin);
    }
}

void RowContents::read_hyper(hyper::CopyReader& reader, Bytes data, events::RowsPayload& payload) {
    payload.columns = statement_.shape->columns.size();
    payload.shape = &statement_.shape->columns;
    while (const auto row = reader.next(data))
        if (statement_.keep_values)
            values_.insert(values_.end(), row->values.begin(), row->values.end());
}

bool RowContents::has_header_line() const noexcept {
    return statement_.said.header && (totals_.format == "text" || totals_.format == "csv");
}

std::uint64_t RowContents::rows() const {
    const auto read = std::visit(
        [](const auto& reader) -> std::uint64_t {
            if constexpr (requires { reader.rows(); }) return reader.rows();
            return 0;
        },
        reader_);
    const auto lines = rows_not_read_ + read;
    return has_header_line() && lines > 0 ? lines - 1 : lines;
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
