#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/sql/reading.h"

namespace pgoscope::sql {

/// What requests say themselves, values and names apart, so that it can be told which of both a
/// message of the server quotes.
class Literals {
  public:
    /// At most `most_bytes` of values are kept, and of names, each with what keeping it takes.
    explicit Literals(std::size_t most_bytes) : most_bytes_(most_bytes) {}

    /// Adds what SQL text holds, in linear time. Where the reading is assumed only, all that
    /// servers may have are tried, and what one of them takes for a value is one.
    ///
    /// Values are what constants say: strings of all forms, decoded; the digits of numbers; the
    /// words that SET and ALTER ... SET set something to. Strings in a string are values as well,
    /// where it is SQL itself: the body of DO, what EXECUTE runs.
    ///
    /// Names are all other words, keywords too, as the server folds them; those that are names by
    /// every such reading.
    void add_sql(std::string_view text, Reading reading);
    void add_value(std::string value) { add(values_, std::move(value)); }
    void add_name(std::string name) { add(names_, std::move(name)); }

    /// None is empty; some may be there again.
    [[nodiscard]] const std::vector<std::string>& values() const noexcept { return values_.items; }
    [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_.items; }
    /// False once there were more than are kept.
    [[nodiscard]] bool complete() const noexcept { return complete_; }

  private:
    struct Kept {
        std::vector<std::string> items;
        std::size_t bytes = 0;
    };

    void add(Kept& to, std::string item);
    void add_text(std::string_view text, Reading reading, std::vector<std::string>& names);
    void add_string(std::string value, Reading reading, unsigned depth);

    std::size_t most_bytes_;
    Kept values_;
    Kept names_;
    bool complete_ = true;
};

}  // namespace pgoscope::sql
