#include "analyzer/capture/pause.h"

#include <cerrno>
#include <system_error>

#include <poll.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace pgoscope::capture {

Result<std::unique_ptr<Pause>> Pause::create() {
    const int timer = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (timer < 0)
        return Failure{"there is no timer for listening on several interfaces: " +
                       std::generic_category().message(errno)};
    return std::unique_ptr<Pause>(new Pause(timer));
}

Pause::~Pause() {
    (void)::close(timer_);
}

void Pause::begin(int milliseconds) noexcept {
    constexpr int milliseconds_in_second = 1000;
    constexpr long nanoseconds_in_millisecond = 1'000'000;
    itimerspec length{};
    length.it_value.tv_sec = milliseconds / milliseconds_in_second;
    length.it_value.tv_nsec = milliseconds % milliseconds_in_second * nanoseconds_in_millisecond;
    begun_ = ::timerfd_settime(timer_, 0, &length, nullptr) == 0;
}

bool Pause::wait() const noexcept {
    if (!begun_) return true;
    // Readable once it is over, until it begins again.
    pollfd timer{timer_, POLLIN, 0};
    constexpr int no_limit = -1;
    return ::poll(&timer, 1, no_limit) > 0;
}

}  // namespace pgoscope::capture
