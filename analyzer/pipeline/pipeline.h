#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "analyzer/capture/result.h"
#include "analyzer/pipeline/findings.h"
#include "analyzer/pipeline/overview.h"
#include "analyzer/pipeline/settings.h"
#include "analyzer/pipeline/watch.h"

namespace pgoscope::pipeline {

/// How a run came to its end. What was read until then is in the output in every case.
enum class Ending : std::uint8_t {
    complete,
    incomplete,      ///< the input could not be read to its end; `error()` says why
    stopped,         ///< by the flag
    output_refused,  ///< a write failed: nobody would see the rest
};

/// From captures or interfaces to one view of what is said in them: owns one of each part on the
/// way.
class Pipeline {
  public:
    /// Takes the output piece by piece; false when it cannot be written.
    using Write = std::function<bool(std::string_view)>;

    /// Opens every capture or interface and checks the filter; nothing is read but headers and
    /// first packets. No privilege is needed any more when it returns, and none is left: files that
    /// are written belong to whom the process then becomes, and are opened by `run`.
    [[nodiscard]] static capture::Result<std::unique_ptr<Pipeline>> open(Settings settings,
                                                                         Write write);
    ~Pipeline();
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    /// Creates the file of `LiveSettings::write`, if one is wanted: apart from `open`, so that it
    /// can belong to somebody with fewer privileges. One sentence for a person when that is not
    /// possible, empty otherwise.
    [[nodiscard]] std::string begin_writing();

    /// Once. `stop` may be set by another thread or a signal handler.
    [[nodiscard]] Ending run(const std::atomic<bool>& stop, Watch& watch);

    /// One sentence for a person, after `incomplete`.
    [[nodiscard]] const std::string& error() const noexcept;

    // After the run.
    /// As Now::trouble.
    [[nodiscard]] std::string trouble() const;
    [[nodiscard]] Overview overview() const;
    /// Of the sessions asked for; only with `Settings::findings`.
    [[nodiscard]] Findings findings() const;

  private:
    class Parts;
    explicit Pipeline(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> parts_;
};

}  // namespace pgoscope::pipeline
