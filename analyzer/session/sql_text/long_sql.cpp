#include "analyzer/session/sql_text/long_sql.h"

#include <algorithm>
#include <utility>

#include "analyzer/sql/statement_catalogue.h"

namespace pgoscope::session {
namespace {

/// Where the reading is assumed, the constants that each reading finds in a piece are held.
constexpr std::size_t assumed_piece_bytes = 4096;

}  // namespace

LongSql::LongSql(sql::StatementCatalogue& catalogue, const Text& text,
                 std::uint32_t most_statements, MemoryBudget::Share memory)
    : catalogue_(catalogue),
      converter_(text.converter),
      offset_(text.offset),
      most_statements_(most_statements),
      longest_piece_(text.reading.assumed ? assumed_piece_bytes : std::string_view::npos),
      memory_(std::move(memory)) {
    normaliser_.start_pieces(text.reading);
}

void LongSql::add(Bytes bytes) {
    if (ended_) return;
    const auto end = std::find(bytes.begin(), bytes.end(), std::uint8_t{0});
    ended_ = end != bytes.end();
    const auto text = as_text(bytes.first(static_cast<std::size_t>(end - bytes.begin())));
    ascii_ = ascii_ && std::all_of(text.begin(), text.end(), [](char byte) {
                 return static_cast<unsigned char>(byte) < 0x80;
             });
    if (converter_ == nullptr) return add_converted(text);
    rest_.append(text);
    converted_.clear();
    const auto taken =
        converter_->append(rest_, encoding::Converter::Ends::perhaps_cut, converted_);
    if (!taken) {
        // The server refuses such a text; from here on it is read as it was sent.
        converter_ = nullptr;
        return add_converted(rest_);
    }
    rest_.erase(0, *taken);
    add_converted(converted_);
}

void LongSql::add_converted(std::string_view text) {
    while (!text.empty()) {
        const auto piece = text.substr(0, longest_piece_);
        normaliser_.add(piece);
        take_statements();
        text.remove_prefix(piece.size());
    }
}

void LongSql::finish(bool truncated) {
    normaliser_.finish(truncated);
    take_statements();
    if (!ascii_) ends_.clear();
}

void LongSql::take_statements() {
    for (auto next = normaliser_.next(); !next.text.empty(); next = normaliser_.next()) {
        has_more_ = statements_.size() >= most_statements_;
        if (has_more_) continue;
        statements_.push_back(catalogue_.add(next));
        ends_.push_back(next.end + 1);
    }
}

}  // namespace pgoscope::session
