#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "analyzer/report/live/screen/figures.h"

namespace pgoscope::cli {

/// Where the thread that reads packets and the one that draws meet: the one leaves questions, the
/// other answers. Nobody waits for the other.
class ScreenExchange {
  public:
    // The side that draws.
    void ask(const report::ScreenQuestion& question) {
        const std::lock_guard lock(mutex_);
        question_ = question;
        asked_ = true;
    }
    void quit() {
        const std::lock_guard lock(mutex_);
        quit_ = true;
    }
    /// The newest answer, if it was not taken yet.
    [[nodiscard]] std::unique_ptr<report::ScreenFigures> take_answer() {
        const std::lock_guard lock(mutex_);
        return std::move(answer_);
    }

    // The side that reads packets.
    /// What is asked for, if it was not since this was called before.
    [[nodiscard]] std::optional<report::ScreenQuestion> take_question() {
        const std::lock_guard lock(mutex_);
        return std::exchange(asked_, false) ? std::optional(question_) : std::nullopt;
    }
    [[nodiscard]] report::ScreenQuestion question() const {
        const std::lock_guard lock(mutex_);
        return question_;
    }
    void answer(std::unique_ptr<report::ScreenFigures> figures) {
        const std::lock_guard lock(mutex_);
        answer_ = std::move(figures);
    }
    [[nodiscard]] bool wants_to_quit() const {
        const std::lock_guard lock(mutex_);
        return quit_;
    }

  private:
    mutable std::mutex mutex_;
    report::ScreenQuestion question_;
    bool asked_ = false;
    bool quit_ = false;
    std::unique_ptr<report::ScreenFigures> answer_;
};

}  // namespace pgoscope::cli
