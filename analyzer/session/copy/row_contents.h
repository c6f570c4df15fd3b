#pragma once

#include <memory>
#include <string_view>
#include <variant>
#include <vector>

#include "analyzer/session/copy/copy_contents.h"
#include "analyzer/session/copy/described_columns.h"
#include "analyzer/session/copy/hyper_tables.h"
#include "analyzer/sql/copy_statement.h"
#include "dissectors/copy/binary_reader.h"
#include "dissectors/copy/row_counters.h"
#include "dissectors/hyper/copy_reader.h"

namespace pgoscope::session {

/// Rows of COPY, counted in whatever format they come; of the binary one taken apart.
class RowContents final : public CopyContents {
  public:
    /// What of a COPY is known before its data.
    struct Statement {
        const sql::Statement* statement = nullptr;  ///< null: SQL not known
        /// First byte of its request, or the end of the result before it in the same Query.
        PacketTime begun = 0;
        /// As if nothing were said where it is not known: text formats differ in it only.
        sql::CopyStatement said;
        /// Of what is copied in PostgreSQL's binary format, as far as the session was told.
        DescribedColumns::Found described;
        /// Of what is copied in Hyper's format; null where it is not known.
        std::shared_ptr<const CopyShape> shape;
        bool keep_values = false;
        /// Before 3.0 a message is a line, of either side, whether or not a row ends with it.
        bool sent_by_line = false;
    };
    /// `response` is its CopyInResponse or CopyOutResponse.
    RowContents(std::uint64_t exchange, const events::MessageEvent& response, Statement statement);

    void lose_boundary() override;
    [[nodiscard]] const events::Copy* copied() override;
    [[nodiscard]] bool has_secrets() const noexcept override { return of_secrets_; }

  private:
    /// What is only measured.
    struct Measured {};
    using Reader = std::variant<Measured, dissectors::copy::TextRowCounter,
                                dissectors::copy::CsvRowCounter, dissectors::copy::JsonRowCounter,
                                dissectors::copy::BinaryReader, dissectors::hyper::CopyReader>;

    [[nodiscard]] const events::CopyPayload* read(const events::MessageEvent& event) override;
    [[nodiscard]] bool begin_ahead(Direction direction, Bytes kept) override;
    void go_on_ahead(Bytes piece) override;
    void end_at(const events::MessageEvent& completion);
    void begin_message();
    [[nodiscard]] bool has_format(Bytes data);
    void settle_format();
    void decide(Bytes first_data);
    void feed(Bytes piece);
    void read_part(Bytes data, bool all_of_message);
    void take_back_forced_end();
    void pass_over(std::uint64_t missing, bool from_server);
    [[nodiscard]] bool counts_lines() const noexcept;
    void read_binary(dissectors::copy::BinaryReader& reader, Bytes data,
                     events::RowsPayload& payload, bool all_of_message);
    void read_hyper(dissectors::hyper::CopyReader& reader, Bytes data, events::RowsPayload& payload,
                    bool all_of_message);
    /// Values that the types described cannot have tell that they are the types of something else.
    void check_types(const dissectors::copy::BinaryRow& row);
    [[nodiscard]] bool has_header_line() const noexcept;
    [[nodiscard]] std::uint64_t rows() const;
    [[nodiscard]] bool is_countable() const noexcept;

    Reader reader_;
    Statement statement_;
    std::vector<dissectors::v3::Value> values_;  ///< of the rows in the message at hand
    std::string value_text_;                     ///< reused
    events::Copy copy_;
    PacketTime answered_;  ///< first byte of its CopyInResponse or CopyOutResponse
    events::CopyPayload payload_;
    std::uint64_t rows_not_read_ = 0;
    std::uint64_t rows_taken_back_ = 0;
    std::uint64_t rows_before_ = 0;           ///< the message at hand
    std::uint64_t rows_before_previous_ = 0;  ///< the message before that
    bool server_sent_empty_line_ = false;     ///< in the latest message
    std::vector<std::uint8_t> beginning_;     ///< of the data, which is in no reader yet
    bool begun_ = false;                      ///< its first CopyData came
    bool has_format_ = false;                 ///< what comes is read
    bool countable_ = true;
    bool of_secrets_ = false;  ///< as RowsPayload's
};

}  // namespace pgoscope::session
