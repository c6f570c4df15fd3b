#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/encoding/converter.h"
#include "analyzer/session/memory_budget.h"
#include "analyzer/sql/normaliser.h"
#include "analyzer/sql/reading.h"
#include "analyzer/sql/statement.h"
#include "dissectors/bytes.h"

namespace pgoscope::sql {
class StatementCatalogue;
}

namespace pgoscope::session {

/// The SQL of a Query or Parse that is too long to be kept: its statements are found as its bytes
/// pass, in memory that does not depend on its length.
class LongSql {
  public:
    /// The text of one message.
    struct Text {
        std::uint64_t offset = 0;  ///< of its message in the stream
        sql::Reading reading;
        encoding::Converter* converter = nullptr;  ///< null: none is needed
    };
    /// `most_statements`: how many statements get an identity of their own; of the rest, `has_more`
    /// says only that they exist (Limits::query_statements). `memory` is released with this object.
    LongSql(sql::StatementCatalogue& catalogue, const Text& text, std::uint32_t most_statements,
            MemoryBudget::Share memory);

    /// The next bytes of the text; those behind its NUL are passed over.
    void add(Bytes bytes);
    /// The text has ended, or the capture lacks the rest of it.
    void finish(bool truncated);
    /// All of it was read.
    [[nodiscard]] bool is_whole() const noexcept { return ended_; }

    [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }
    /// In their order; after `finish`.
    [[nodiscard]] std::span<const sql::StatementId> statements() const noexcept {
        return statements_;
    }
    /// For each statement the number of the character behind it, counted from 1; empty where
    /// characters were not counted, since the text is not ASCII.
    [[nodiscard]] std::span<const std::uint64_t> ends() const noexcept { return ends_; }
    /// It had more statements than are told apart.
    [[nodiscard]] bool has_more() const noexcept { return has_more_; }

  private:
    void add_converted(std::string_view text);
    void take_statements();

    sql::StatementCatalogue& catalogue_;
    encoding::Converter* converter_;  ///< null: none is needed, or the text is not of its encoding
    std::uint64_t offset_;
    std::uint32_t most_statements_;
    std::size_t longest_piece_;  ///< bytes that the normaliser is given at once
    MemoryBudget::Share memory_;
    sql::Normaliser normaliser_;
    std::string rest_;  ///< beginning of a character that goes on in the next bytes
    std::string converted_;
    std::vector<sql::StatementId> statements_;
    std::vector<std::uint64_t> ends_;
    bool ascii_ = true;
    bool ended_ = false;  ///< its NUL has come
    bool has_more_ = false;
};

}  // namespace pgoscope::session
