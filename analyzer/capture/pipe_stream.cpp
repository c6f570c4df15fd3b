#include "analyzer/capture/pipe_stream.h"

#include <poll.h>
#include <unistd.h>

namespace pgoscope::capture {

PipeStream::~PipeStream() {
    if (descriptor_ >= 0) (void)::close(descriptor_);
}

std::FILE* PipeStream::open() {
    cookie_io_functions_t functions{};
    functions.read = &PipeStream::read;
    return fopencookie(this, "rb", functions);
}

ssize_t PipeStream::read(void* stream, char* buffer, std::size_t size) {
    auto& self = *static_cast<PipeStream*>(stream);
    if (self.before_waiting_) {
        pollfd ready{self.descriptor_, POLLIN, 0};
        if (::poll(&ready, 1, 0) == 0) self.before_waiting_();
    }
    return ::read(self.descriptor_, buffer, size);
}

}  // namespace pgoscope::capture
