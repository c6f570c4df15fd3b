#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/encoding/client_encoding.h"

namespace pgoscope::encoding {

/// Makes UTF-8 of text in one client encoding, by the tables of iconv (POSIX). ASCII stays as it
/// is, whatever iconv thinks of the backslash of SHIFT_JIS_2004 and JOHAB: to the server it is one.
/// For one thread.
class Converter {
  public:
    /// Whether the end of a text may be missing.
    enum class Ends : bool {
        whole,       ///< Nothing is missing.
        perhaps_cut  ///< The text may end inside of a character, of which nothing is converted.
    };

    /// Null where the encoding needs no conversion, or iconv does not know it.
    [[nodiscard]] static std::unique_ptr<Converter> open(const ClientEncoding& encoding);
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;
    ~Converter();

    /// Appends `text` in UTF-8 to `out` and returns how many bytes of `text` were converted: all
    /// but an incomplete character at its end. Returns nothing and appends nothing if `text` is not
    /// valid in this encoding.
    [[nodiscard]] std::optional<std::size_t> append(std::string_view text, Ends ends,
                                                    std::string& out);

  private:
    Converter(void* descriptor, Characters characters) noexcept
        : descriptor_(descriptor), characters_(characters) {}
    [[nodiscard]] bool append_run(std::string_view run, std::string& out);

    void* descriptor_;  ///< iconv_t
    Characters characters_;
};

/// The converters that a run needs, each opened once.
class Converters {
  public:
    /// Null under the same conditions as `Converter::open`. Valid as long as this object.
    [[nodiscard]] Converter* find(const ClientEncoding& encoding);
    /// Opens all, since opening one reads files and maps memory, which the process may soon be
    /// unable to do.
    void open_all();

  private:
    struct Entry {
        const ClientEncoding* encoding;
        std::unique_ptr<Converter> converter;
    };
    std::vector<Entry> opened_;
};

}  // namespace pgoscope::encoding
