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
                                               std::make_shared<spdlog::sinks::stderr_sink_st>())) {
    logger_->set_pattern("%n: %l: %v");
    logger_->set_level(to_spdlog(level));
}

void Log::debug(std::string_view sentence) const {
    logger_->debug(sentence);
}
void Log::info(std::string_view sentence) const {
    logger_->info(sentence);
}
void Log::warning(std::string_view sentence) const {
    logger_->warn(sentence);
}
void Log::error(std::string_view sentence) const {
    logger_->error(sentence);
}

}  // namespace pgoscope::cli
