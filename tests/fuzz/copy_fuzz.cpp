#include <cstdlib>
#include <string>

#include "dissectors/copy/binary_reader.h"
#include "dissectors/copy/row_counters.h"
#include "dissectors/hyper/copy_reader.h"
#include "dissectors/hyper/values.h"

using namespace pgoscope;
using namespace pgoscope::dissectors;

// A COPY in two pieces has the rows it has in one, in every format. The input: where it is cut (a
// byte), then the stream.
namespace {

constexpr std::uint32_t int4_oid = 23;
constexpr std::uint32_t text_oid = 25;
constexpr std::uint32_t numeric_oid = 1700;

using Pieces = std::initializer_list<Bytes>;

std::string binary_rows(Pieces pieces) {
    copy::BinaryReader reader;
    std::string text;
    for (auto piece : pieces)
        while (const auto row = reader.next(piece)) {
            text += std::to_string(row->bytes) + ':';
            if (!row->fields) continue;
            std::uint32_t fields = 0;
            for (const auto& field : *row->fields) {
                text += as_text(field.bytes);
                ++fields;
            }
            if (fields != row->field_count) std::abort();
        }
    return text;
}

std::string hyper_rows(Pieces pieces) {
    hyper::CopyReader reader(
        {{int4_oid, -1, false}, {text_oid, -1, true}, {numeric_oid, -1, true}});
    std::string text;
    for (auto piece : pieces)
        while (const auto row = reader.next(piece))
            for (const auto& value : row->values)
                (void)hyper::append_text(numeric_oid, -1, value.bytes, text);
    return text;
}

template <class Counter>
std::uint64_t rows(Pieces pieces) {
    Counter counter;
    for (const auto piece : pieces)
        counter.feed(piece);
    return counter.rows();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // A longer row is kept only where it lies in one piece.
    if (size == 0 || size > copy::RowBytes::most_bytes) return 0;
    const Bytes stream(data + 1, size - 1);
    const auto cut = data[0] * stream.size() / 256;
    const auto first = stream.first(cut);
    const auto second = stream.subspan(cut);
    if (binary_rows({stream}) != binary_rows({first, second})) std::abort();
    if (hyper_rows({stream}) != hyper_rows({first, second})) std::abort();
    if (rows<copy::TextRowCounter>({stream}) != rows<copy::TextRowCounter>({first, second}) ||
        rows<copy::CsvRowCounter>({stream}) != rows<copy::CsvRowCounter>({first, second}) ||
        rows<copy::JsonRowCounter>({stream}) != rows<copy::JsonRowCounter>({first, second}))
        std::abort();
    return 0;
}
