#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace pgoscope::cli {

/// `[=========>          ]  45 %  1.2 GiB of 2.6 GiB`, or how much was read where the end is not
/// known.
[[nodiscard]] std::string progress_line(std::uint64_t bytes_read, std::uint64_t bytes_total);

/// A bar on standard error that shows how much of the input was read.
class Progress {
  public:
    enum class Patience : std::uint8_t {
        none,         ///< shown from the start
        half_second,  ///< work that is done sooner shows nothing
    };

    explicit Progress(Patience patience);
    /// Takes the bar away.
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// Cheap enough to be called often: draws ten times a second. `bytes_total` 0: not known.
    void update(std::uint64_t bytes_read, std::uint64_t bytes_total);
    void clear();

  private:
    using Clock = std::chrono::steady_clock;

    Clock::time_point next_;
    bool drawn_ = false;
};

}  // namespace pgoscope::cli
