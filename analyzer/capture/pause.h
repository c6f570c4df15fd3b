#pragma once

#include <memory>

#include "analyzer/capture/result.h"

namespace pgoscope::capture {

/// A length of time that passes by itself while other work is done.
class Pause {
  public:
    [[nodiscard]] static Result<std::unique_ptr<Pause>> create();
    ~Pause();
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;

    void begin(int milliseconds) noexcept;
    /// Until it is over, which it is before it ever began. False when a signal broke the wait off.
    [[nodiscard]] bool wait() const noexcept;

  private:
    explicit Pause(int timer) noexcept : timer_(timer) {}

    int timer_;
    bool begun_ = false;
};

}  // namespace pgoscope::capture
