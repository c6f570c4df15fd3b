#include "analyzer/report/text/output.h"

#include <utility>

namespace pgoscope::report {

Output::Output(Write write, std::size_t buffer_bytes)
    : write_(std::move(write)), buffer_bytes_(buffer_bytes) {
    buffer_.reserve(buffer_bytes_);
}

void Output::append(std::string_view text) {
    buffer_.append(text);
    commit();
}

void Output::flush() {
    if (!failed_ && !buffer_.empty()) failed_ = !write_(buffer_);
    buffer_.clear();
}

}  // namespace pgoscope::report
