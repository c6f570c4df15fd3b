#pragma once

#include <string_view>
#include <variant>

#include "analyzer/session/copy_contents.h"
#include "dissectors/copy/binary_reader.h"
#include "dissectors/copy/row_counters.h"

namespace pgoscope::session {

/// Rows of COPY, counted in whatever format they come; of the binary one taken apart.
class RowContents final : public CopyContents {
  public:
    /// `sql` is that of the statement, where it is known: text formats differ in it only.
    RowContents(std::uint64_t exchange, const dissectors::v3::CopyResponse& response,
                std::string_view sql);

    void lose_boundary() override { countable_ = false; }
    void tell(events::Exchange& exchange) const override;

  private:
    /// What is only measured.
    struct Measured {};
    using Reader =
        std::variant<Measured, dissectors::copy::TextRowCounter, dissectors::copy::CsvRowCounter,
                     dissectors::copy::JsonRowCounter, dissectors::copy::BinaryReader>;

    [[nodiscard]] const events::CopyPayload* read(const events::MessageEvent& event) override;
    void decide(Bytes first_data);
    void read_rows(Bytes data, std::uint64_t missing, bool from_server);
    void read_binary(Bytes data, std::uint64_t missing, events::RowsPayload& payload);
    [[nodiscard]] std::uint64_t rows() const;
    [[nodiscard]] bool is_countable() const noexcept;

    Reader reader_;
    std::string_view text_format_;  ///< as the statement says, for what is not binary
    events::CopyTotals totals_;
    events::CopyPayload payload_;
    std::uint64_t rows_not_read_ = 0;
    bool begun_ = false;  ///< its first CopyData came
    bool countable_ = true;
};

}  // namespace pgoscope::session
