#include "analyzer/capture/file_window.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <unistd.h>

namespace pgoscope::capture {

bool FileWindow::refill(std::size_t count) {
    const std::size_t left = filled_ - taken_;
    std::memmove(buffer_.data(), buffer_.data() + taken_, left);
    taken_ = 0;
    filled_ = left;
    if (count > buffer_.size()) buffer_.resize(count);
    while (filled_ < count) {
        const auto got = ::pread(descriptor_, buffer_.data() + filled_, buffer_.size() - filled_,
                                 static_cast<off_t>(offset_));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) failure_ = std::generic_category().message(errno);
        if (got <= 0) return false;
        filled_ += static_cast<std::size_t>(got);
        offset_ += static_cast<std::uint64_t>(got);
    }
    return true;
}

void FileWindow::skip(std::uint64_t count) noexcept {
    const auto available = std::min<std::uint64_t>(count, filled_ - taken_);
    taken_ += static_cast<std::size_t>(available);
    offset_ += count - available;
}

const std::string& FileWindow::failure() const noexcept {
    static const std::string cut = "truncated record";
    return failure_.empty() ? cut : failure_;
}

}  // namespace pgoscope::capture
