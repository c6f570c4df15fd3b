#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spdlog {
class logger;
}

namespace pgoscope::cli {

enum class LogLevel : std::uint8_t { debug, info, warning, error, off };

/// Lines for a person on standard error: `pgoscope: error: ...`. Nothing that came out of a capture
/// is ever logged.
class Log {
  public:
    explicit Log(LogLevel level);

    void debug(std::string_view sentence) const;
    void info(std::string_view sentence) const;
    void warning(std::string_view sentence) const;
    void error(std::string_view sentence) const;

    /// While somebody else draws on the terminal: keeps what is said, the first hundred lines of
    /// it, until `release` says it.
    void hold() const;
    void release() const;

  private:
    struct Held {
        bool holding = false;
        std::vector<std::pair<LogLevel, std::string>> lines;
    };
    void say(LogLevel level, std::string_view sentence) const;

    std::shared_ptr<spdlog::logger> logger_;
    std::shared_ptr<Held> held_;
};

}  // namespace pgoscope::cli
