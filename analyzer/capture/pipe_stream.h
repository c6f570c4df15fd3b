#pragma once

#include <cstdio>
#include <functional>
#include <utility>

namespace pgoscope::capture {

/// Reads a pipe, terminal or socket for a stdio stream, and tells before it waits: whoever writes
/// slowly is somebody whose packets are looked at while they come.
class PipeStream {
  public:
    /// Takes the descriptor over.
    explicit PipeStream(int descriptor) noexcept : descriptor_(descriptor) {}
    ~PipeStream();
    PipeStream(const PipeStream&) = delete;
    PipeStream& operator=(const PipeStream&) = delete;

    /// Called whenever nothing is there to be read for now.
    void before_waiting(const std::function<void()>& hook) { before_waiting_ = hook; }

    /// The descriptor belongs to somebody else from now on.
    void release() noexcept { descriptor_ = -1; }

    /// The stream, which must be closed before this goes; null with errno set when there is no
    /// memory.
    [[nodiscard]] std::FILE* open();

  private:
    [[nodiscard]] static ssize_t read(void* stream, char* buffer, std::size_t size);

    int descriptor_;
    std::function<void()> before_waiting_;
};

}  // namespace pgoscope::capture
