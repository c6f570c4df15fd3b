#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "analyzer/encoding/converter.h"
#include "dissectors/bytes.h"
#include "dissectors/message_name.h"

namespace pgoscope::session {

/// Writes the body of a message anew with its texts in UTF-8, so that all who read
/// messages read one encoding: SQL, names, errors and notices, settings, notifications. Values of
/// parameters and rows stay as they are, since only who knows their types knows whether they are
/// text; passwords and COPY data stay, too.
class BodyConverter {
  public:
    /// The body, cut where `complete` is false, of a message with this type byte. A text that does
    /// not convert stays as it is. The result is `body` itself or valid until the next call.
    [[nodiscard]] Bytes convert(dissectors::Direction direction, std::uint8_t tag, Bytes body,
                                bool complete, encoding::Converter& converter);
    /// The same of a message before protocol 3.0, whose body begins with its letter. `column_bytes`
    /// follow the name of a column in its RowDescription.
    [[nodiscard]] Bytes convert_old(dissectors::Direction direction, std::uint8_t letter,
                                    Bytes body, bool complete, std::size_t column_bytes,
                                    encoding::Converter& converter);
    /// Whether all texts of the last body are UTF-8 now.
    [[nodiscard]] bool all_converted() const noexcept { return all_converted_; }

  private:
    [[nodiscard]] Bytes write(std::string_view layout, Bytes body, bool complete,
                              encoding::Converter& converter);
    [[nodiscard]] bool text(encoding::Converter& converter);
    void copy(std::size_t count);
    void follow(std::string_view layout, encoding::Converter& converter);

    Bytes rest_;  ///< of the body
    bool complete_ = true;
    std::size_t column_bytes_ = 0;  ///< behind the name of a column
    bool all_converted_ = true;
    std::string converted_;
};

}  // namespace pgoscope::session
