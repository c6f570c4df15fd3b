#include "analyzer/session/copy/row_contents.h"

#include <algorithm>
#include <array>
#include <utility>

#include "analyzer/session/startup/kept_value.h"
#include "analyzer/sql/secrets.h"
#include "analyzer/sql/secrets/secret_names.h"
#include "dissectors/copy/format.h"
#include "dissectors/tables/type_table.h"
#include "dissectors/values/value_text.h"

namespace pgoscope::session {
namespace {

namespace copy = dissectors::copy;
namespace hyper = dissectors::hyper;
namespace v3 = dissectors::v3;
using dissectors::MessageName;

constexpr std::size_t longest_reason = 1024;

/// What the statement says of data that is not binary.
std::string_view text_format_of(const sql::CopyStatement& said) noexcept {
    if (said.format == "csv") return "csv";
    if (said.format == "json") return "json";
    return "text";
}

/// What the response and the statement say, until the data does.
std::string_view format_told(const v3::CopyResponse* response,
                             const sql::CopyStatement& said) noexcept {
    if (said.format == "hyperbinary") return to_string(copy::Format::hyper_binary);
    if (said.format == "arrowstream") return to_string(copy::Format::arrow_stream);
    const bool binary = response != nullptr && response->overall_format != 0;
    return binary ? "binary" : text_format_of(said);
}

std::vector<hyper::CopyColumn> hyper_columns(const CopyShape& shape) {
    std::vector<hyper::CopyColumn> columns;
    for (std::size_t i = 0; i < shape.columns.size(); ++i) {
        const auto& column = shape.columns[i];
        columns.push_back({column.type_oid, column.type_modifier, shape.nullable[i]});
    }
    return columns;
}

bool ends_data(MessageName name) noexcept {
    using enum MessageName;
    return name == CopyDone || name == CopyFail || name == CommandComplete || name == ErrorResponse;
}

bool is_text(std::uint32_t type_oid) noexcept {
    using dissectors::oid_of;
    static constexpr std::array types{oid_of("text"), oid_of("varchar"), oid_of("bpchar"),
                                      oid_of("name"), oid_of("json"),    oid_of("xml")};
    return std::ranges::find(types, type_oid) != types.end();
}

/// Whether a column that is copied has the name of a secret.
bool names_secrets(const sql::CopyStatement& copy) {
    if (!copy.copied) return sql::names_secret(copy.query);
    return std::ranges::any_of(copy.copied->columns,
                               [](const auto& column) { return sql::is_secret_name(column); });
}

}  // namespace

RowContents::RowContents(std::uint64_t exchange, const events::MessageEvent& response,
                         Statement statement)
    : CopyContents(exchange, {}), statement_(std::move(statement)), answered_(response.first_time) {
    copy_.statement = statement_.statement;
    copy_.from_client = response.name() == MessageName::CopyInResponse;
    copy_.totals.format = format_told(response.as<v3::CopyResponse>(), statement_.said);
    of_secrets_ = names_secrets(statement_.said);
}

void RowContents::decide(Bytes first_data) {
    has_format_ = true;
    const auto format = copy::format_of_data(first_data);
    if (format != copy::Format::text) copy_.totals.format = to_string(format);
    if (format == copy::Format::hyper_binary && statement_.shape)
        reader_.emplace<hyper::CopyReader>(hyper_columns(*statement_.shape));
    else if (copy_.totals.format == "binary")
        reader_.emplace<copy::BinaryReader>();
    else if (copy_.totals.format == "csv")
        reader_.emplace<copy::CsvRowCounter>(statement_.said.quote, statement_.said.escape);
    else if (copy_.totals.format == "json")
        reader_.emplace<copy::JsonRowCounter>();
    else if (copy_.totals.format == "text")
        reader_.emplace<copy::TextRowCounter>();
}

/// Whether it is known by now what is copied. Otherwise all of the data is kept: a few bytes that
/// may yet be the mark of a format.
bool RowContents::has_format(Bytes data) {
    if (has_format_) return true;
    const auto kept = beginning_.size();
    const auto more = data.first(std::min(data.size(), copy::format_bytes - kept));
    beginning_.insert(beginning_.end(), more.begin(), more.end());
    if (copy::is_format_open(beginning_)) return false;
    decide(beginning_);
    feed(Bytes(beginning_).first(kept));
    return true;
}

/// No more comes that could tell.
void RowContents::settle_format() {
    if (!begun_ || has_format_) return;
    decide(beginning_);
    feed(beginning_);
}

void RowContents::lose_boundary() {
    settle_format();
    countable_ = false;
    // Rows of binary formats have no marks by which to find one again.
    if (std::holds_alternative<copy::BinaryReader>(reader_) ||
        std::holds_alternative<hyper::CopyReader>(reader_))
        reader_.emplace<Measured>();
}

void RowContents::end_at(const events::MessageEvent& completion) {
    copy_.completed = completion.name() == MessageName::CommandComplete;
    if (!copy_.completed) {
        if (completion.name() != MessageName::ErrorResponse) return;
        take_back_forced_end();
    }
    const auto begun = completion.time > answered_ ? answered_ : statement_.begun;
    if (completion.time >= begun) copy_.totals.time = completion.time - begun;
}

/// The message whose data begins so is the one at hand.
void RowContents::begin_message() {
    begun_ = true;
    rows_before_previous_ = std::exchange(rows_before_, rows());
    values_.clear();
    payload_.content.emplace<events::RowsPayload>().of_secrets = of_secrets_;
}

const events::CopyPayload* RowContents::read(const events::MessageEvent& event) {
    if (const auto* fail = event.as<v3::CopyFail>())
        copy_.totals.failure = kept_value(fail->message.substr(0, longest_reason));
    end_at(event);
    const auto* data = event.as<v3::CopyData>();
    if (data == nullptr) {
        if (ends_data(event.name())) settle_format();
        return nullptr;
    }
    const auto size = event.body_bytes();
    copy_.totals.bytes += size;

    if (ahead() == 0) begin_message();
    const auto at_hand = ahead() > 0 ? ahead() : data->data.size();
    const auto missing = size - std::min<std::uint64_t>(size, at_hand);
    // A line of which the end is missing leaves a counter where the next one does not begin.
    if (ahead() == 0 && has_format(data->data) && (missing == 0 || !counts_lines()))
        read_part(data->data, true);
    if (missing > 0) settle_format();
    server_sent_empty_line_ = event.direction == Direction::backend && as_text(data->data) == "\n";
    if (missing > 0) pass_over(missing, event.direction == Direction::backend);
    auto& payload = std::get<events::RowsPayload>(payload_.content);
    payload.values = values_;
    payload.format = copy_.totals.format;
    if (is_countable()) payload.rows = rows() - rows_before_;
    return &payload_;
}

bool RowContents::begin_ahead(Direction direction, Bytes kept) {
    begin_message();
    if (!has_format(kept)) {
        settle_format();
        return true;
    }
    // A server sends each row in a message of its own.
    if (direction == Direction::backend && counts_lines() && !statement_.sent_by_line) return false;
    read_part(kept, false);
    return true;
}

void RowContents::go_on_ahead(Bytes piece) {
    feed(piece);
}

/// Rows that end here are counted, and their values are not told.
void RowContents::feed(Bytes piece) {
    if (auto* binary = std::get_if<copy::BinaryReader>(&reader_)) {
        while (binary->next(piece)) {
        }
    } else if (auto* of_hyper = std::get_if<hyper::CopyReader>(&reader_)) {
        while (of_hyper->next(piece)) {
        }
    } else {
        read_part(piece, false);
    }
}

bool RowContents::counts_lines() const noexcept {
    return !std::holds_alternative<copy::BinaryReader>(reader_) &&
           !std::holds_alternative<hyper::CopyReader>(reader_);
}

void RowContents::read_part(Bytes data, bool all_of_message) {
    auto& payload = std::get<events::RowsPayload>(payload_.content);
    if (auto* binary = std::get_if<copy::BinaryReader>(&reader_)) {
        read_binary(*binary, data, payload, all_of_message);
    } else if (auto* of_hyper = std::get_if<hyper::CopyReader>(&reader_)) {
        read_hyper(*of_hyper, data, payload, all_of_message);
    } else {
        std::visit(
            [&](auto& reader) {
                if constexpr (requires { reader.feed(data); }) reader.feed(data);
            },
            reader_);
    }
}

/// Before 3.0 a server that cannot go on ends the data all the same, before it says why: it ends
/// the line that it may be in, and sends an empty one. Neither is of a row.
void RowContents::take_back_forced_end() {
    constexpr std::uint64_t line_ends = 2;
    if (!statement_.sent_by_line || copy_.totals.bytes < line_ends ||
        !std::exchange(server_sent_empty_line_, false))
        return;
    copy_.totals.bytes -= line_ends;
    rows_taken_back_ += rows() - rows_before_previous_;
}

void RowContents::pass_over(std::uint64_t missing, bool from_server) {
    if (auto* binary = std::get_if<copy::BinaryReader>(&reader_))
        binary->skip(missing);
    else if (auto* of_hyper = std::get_if<hyper::CopyReader>(&reader_))
        of_hyper->skip(missing);
    else if (from_server)
        ++rows_not_read_;  // each of a server's rows is a message
    else
        countable_ = false;  // a client's message may end anywhere
}

void RowContents::read_binary(copy::BinaryReader& reader, Bytes data, events::RowsPayload& payload,
                              bool all_of_message) {
    bool only = all_of_message;
    auto left = data.size();
    while (auto row = reader.next(data)) {
        payload.fields = only ? row->fields : std::nullopt;
        only = false;
        payload.columns = row->field_count;
        // Values of a row that began before are valid until another such row ends.
        const bool stays = all_of_message || row->bytes <= left - data.size();
        left = data.size();
        if (statement_.keep_values && row->fields && stays)
            for (const auto& value : *row->fields)
                values_.push_back(value);
        if (statement_.described.shape) check_types(*row);
    }
    const auto& described = statement_.described;
    if (described.shape && payload.columns == described.shape->size()) {
        payload.shape = described.shape.get();
        payload.types_from = to_string(described.origin);
    }
}

void RowContents::check_types(const copy::BinaryRow& row) {
    auto& shape = statement_.described.shape;
    if (row.field_count != shape->size()) {
        shape.reset();
        return;
    }
    if (!row.fields) return;
    auto column = shape->begin();
    for (const auto& value : *row.fields) {
        const auto type = column++->type_oid;
        if (value.null) continue;
        value_text_.clear();
        const auto read = dissectors::append_text(type, value.bytes, value_text_);
        // No encoding of a server has a NUL in its text.
        if (read.form == dissectors::ValueText::Form::malformed ||
            (is_text(type) &&
             std::ranges::find(value.bytes, std::uint8_t{0}) != value.bytes.end())) {
            shape.reset();
            return;
        }
    }
}

void RowContents::read_hyper(hyper::CopyReader& reader, Bytes data, events::RowsPayload& payload,
                             bool all_of_message) {
    payload.columns = statement_.shape->columns.size();
    payload.shape = &statement_.shape->columns;
    auto left = data.size();
    while (const auto row = reader.next(data)) {
        const bool stays = all_of_message || row->bytes <= left - data.size();
        left = data.size();
        if (statement_.keep_values && stays)
            values_.insert(values_.end(), row->values.begin(), row->values.end());
    }
}

bool RowContents::has_header_line() const noexcept {
    return statement_.said.header &&
           (copy_.totals.format == "text" || copy_.totals.format == "csv");
}

std::uint64_t RowContents::rows() const {
    const auto read = std::visit(
        [](const auto& reader) -> std::uint64_t {
            if constexpr (requires { reader.rows(); }) return reader.rows();
            return 0;
        },
        reader_);
    const auto lines = rows_not_read_ + read - rows_taken_back_;
    return has_header_line() && lines > 0 ? lines - 1 : lines;
}

bool RowContents::is_countable() const noexcept {
    if (const auto* binary = std::get_if<copy::BinaryReader>(&reader_))
        return countable_ && !binary->broken();
    if (const auto* of_hyper = std::get_if<hyper::CopyReader>(&reader_))
        return countable_ && !of_hyper->broken();
    return countable_ && !std::holds_alternative<Measured>(reader_);
}

const events::Copy* RowContents::copied() {
    settle_format();
    auto& counted = copy_.totals.rows;
    if (!begun_)
        counted = 0;
    else if (is_countable())
        counted = rows();
    return &copy_;
}

}  // namespace pgoscope::session
