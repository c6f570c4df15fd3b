#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analyzer/pipeline/watch.h"
#include "cli/live_part.h"
#include "cli/log.h"

namespace pgoscope::cli {

/// Looks at a live capture for all parts that accompany it, and says what goes wrong meanwhile.
class LiveWatch final : public pipeline::Watch {
  public:
    /// `log` must outlive it.
    explicit LiveWatch(const Log& log) : log_(log) {}

    void add(std::unique_ptr<LivePart> part) { parts_.push_back(std::move(part)); }

    [[nodiscard]] bool look(pipeline::Now& now) override;
    void on_end(pipeline::Now& now) override;

  private:
    const Log& log_;
    std::vector<std::unique_ptr<LivePart>> parts_;
    std::string trouble_;  ///< that was told
};

}  // namespace pgoscope::cli
