#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace pgoscope::report {

/// Where a sink's text goes: a buffer, and a function that takes what is full. Whoever opened the
/// file or owns standard output gives that function; it answers whether it could write.
///
/// The first write that fails ends it: what comes later is dropped and `failed()` stays true, so a
/// sink need not ask after each line. What is buffered at the end is lost without `flush()`.
class Output {
  public:
    using Write = std::function<bool(std::string_view)>;

    explicit Output(Write write, std::size_t buffer_bytes = std::size_t{64} * 1024);
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;
    ~Output() = default;

    void append(std::string_view text);

    /// The buffer itself, to write into without a copy; `commit()` after each event.
    [[nodiscard]] std::string& buffer() noexcept { return buffer_; }
    /// Hands the buffer on if it is full.
    void commit() {
        if (buffer_.size() >= buffer_bytes_) flush();
    }

    void flush();
    [[nodiscard]] bool failed() const noexcept { return failed_; }

  private:
    Write write_;
    std::size_t buffer_bytes_;
    std::string buffer_;
    bool failed_ = false;
};

}  // namespace pgoscope::report
