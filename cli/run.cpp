#include "cli/run.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/pipeline/pipeline.h"
#include "cli/empty_result.h"
#include "cli/exit_code.h"
#include "cli/interruption.h"
#include "cli/live.h"
#include "cli/output_file.h"
#include "cli/privileges/privileges.h"
#include "cli/progress.h"
#include "cli/usage_error.h"

namespace pgoscope::cli {
namespace {

constexpr int status(ExitCode code) noexcept {
    return static_cast<int>(code);
}

int interrupted(const Log& log) {
    log.warning("interrupted: this is about what was read until then");
    return status(ExitCode::signal_base) + interrupting_signal();
}

/// Draws the bar, where one is wanted.
class ProgressWatch final : public pipeline::Watch {
  public:
    explicit ProgressWatch(ShowProgress show) {
        if (show == ShowProgress::always) bar_.emplace(Progress::Patience::none);
        if (show == ShowProgress::when_slow) bar_.emplace(Progress::Patience::half_second);
    }
    [[nodiscard]] bool look(pipeline::Now& now) override {
        if (bar_) bar_->update(now.bytes_read(), now.bytes_total());
        return true;
    }
    void on_end(pipeline::Now& /*now*/) override { bar_.reset(); }

  private:
    std::optional<Progress> bar_;
};

/// Says which conditions of --fail-on hold.
bool any_condition_holds(const Configuration& configuration, const pipeline::Pipeline& pipeline,
                         const Log& log) {
    if (configuration.fail_on.empty()) return false;
    const auto findings = pipeline.findings();
    bool any = false;
    for (const auto& condition : configuration.fail_on) {
        const auto sentence = condition.holds(findings);
        if (!sentence) continue;
        log.error(*sentence);
        any = true;
    }
    return any;
}

/// What accompanies the run, as it was asked for.
std::unique_ptr<pipeline::Watch> make_watch(const Configuration& configuration, const Log& log) {
    if (!configuration.settings.live)
        return std::make_unique<ProgressWatch>(configuration.progress);
    return make_live_watch(configuration, log);
}

/// Only opening an interface takes privileges. From here on the files that are opened are the
/// user's.
void open_files_as(const User& user, const Configuration& configuration,
                   pipeline::Pipeline& pipeline, std::optional<OutputFile>& output) {
    give_up_privileges(user);
    try {
        // First, so that the output can be seen to be another file, whatever its name.
        if (const auto error = pipeline.begin_writing(); !error.empty())
            throw UsageError("--write: " + error);
        // Whoever listens reads what comes while it does, and may ask for a report at any time.
        output.emplace(configuration.output, std::vector{configuration.settings.live->write.path},
                       OutputFile::Appearance::as_it_is_written);
    } catch (const UsageError& error) {
        throw UsageError(fmt::format("{} (it is written as user '{}'; --user names another)",
                                     error.what(), user.name));
    }
}

}  // namespace

int run(const Configuration& configuration) {
    const Log log(configuration.log_level);
    const auto& settings = configuration.settings;
    const bool live = settings.live.has_value();

    std::optional<User> user;
    // Whoever asks while the ring is still being made does not mean to end the program.
    if (live) watch_for_report_requests();
    if (live) user = choose_user(configuration.live.user, Invocation::of_this_process());
    std::optional<OutputFile> output;
    if (!live) output.emplace(configuration.output, settings.captures);
    auto opened = pipeline::Pipeline::open(
        settings, [&output](std::string_view text) { return output->write(text); });
    if (!opened.ok()) {
        // A signal breaks off the wait for the first packet of a pipe.
        if (interruption()) return interrupted(log);
        log.error(opened.error());
        return status(ExitCode::failed);
    }
    auto& pipeline = *opened.value();
    if (user) open_files_as(*user, configuration, pipeline, output);
    auto watch = make_watch(configuration, log);
    if (user) {
        give_up_system_calls();
        log.info(fmt::format("listening on {}", fmt::join(settings.live->interfaces, ", ")));
    }

    const auto ending = pipeline.run(interruption(), *watch);
    watch.reset();

    (void)output->finish();
    if (output->state() == OutputFile::State::closed_pipe) return status(ExitCode::done);
    if (output->state() == OutputFile::State::failed) {
        log.error(output->error());
        return status(ExitCode::failed);
    }

    const auto overview = pipeline.overview();
    log.info(fmt::format("read {} packets, {} of them TCP", overview.packets, overview.segments));
    // Where reading broke off, that explains enough.
    if (ending == pipeline::Ending::complete && !live)
        if (const auto hint = explain_empty_result(overview, settings)) log.warning(*hint);
    const bool condition_held = any_condition_holds(configuration, pipeline, log);
    // It is how listening ends.
    if (ending == pipeline::Ending::stopped && !live) return interrupted(log);
    if (ending == pipeline::Ending::incomplete) {
        log.error(pipeline.error());
        return status(ExitCode::failed);
    }
    if (live && !pipeline.trouble().empty()) return status(ExitCode::failed);
    return status(condition_held ? ExitCode::condition_held : ExitCode::done);
}

}  // namespace pgoscope::cli
