#include "cli/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace pgoscope::cli {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) noexcept {
    switch (level) {
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warning:
            return spdlog::level::warn;
        case LogLevel::error:
            return spdlog::level::err;
        case LogLevel::off:
            return spdlog::level::off;
    }
    return spdlog::level::off;
}

}  // namespace

Log::Log(LogLevel level)
    : logger_(std::make_shared<spdlog::logger>("pgoscope",
                                               std::make_shared<spdlog::sinks::stderr_sink_st>())),
      held_(std::make_shared<Held>()) {
    logger_->set_pattern("%n: %l: %v");
    logger_->set_level(to_spdlog(level));
}

void Log::say(LogLevel level, std::string_view sentence) const {
    constexpr std::size_t most_held = 100;
    if (!held_->holding)
        logger_->log(to_spdlog(level), sentence);
    else if (held_->lines.size() < most_held)
        held_->lines.emplace_back(level, sentence);
}

void Log::hold() const {
    held_->holding = true;
}
void Log::release() const {
    held_->holding = false;
    for (const auto& [level, sentence] : std::exchange(held_->lines, {}))
        say(level, sentence);
}

void Log::debug(std::string_view sentence) const {
    say(LogLevel::debug, sentence);
}
void Log::info(std::string_view sentence) const {
    say(LogLevel::info, sentence);
}
void Log::warning(std::string_view sentence) const {
    say(LogLevel::warning, sentence);
}
void Log::error(std::string_view sentence) const {
    say(LogLevel::error, sentence);
}

}  // namespace pgoscope::cli
