#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

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

  private:
    std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace pgoscope::cli
