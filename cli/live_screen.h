#pragma once

#include <memory>
#include <thread>

#include "analyzer/report/live/screen/controls.h"
#include "analyzer/report/live/screen/model.h"
#include "cli/live_part.h"
#include "cli/log.h"
#include "cli/screen_exchange.h"
#include "cli/terminal.h"

namespace pgoscope::cli {

/// `--top`: the capture as a screen, from the construction to the end of the capture. A thread of
/// its own draws and reads keys, so that a slow terminal costs no packets.
class LiveScreen final : public LivePart {
  public:
    /// `holds_output`: what is written goes to the terminal, too, so that a report that somebody
    /// asks for comes when the screen is closed. `log`, which must outlive it, is silent meanwhile.
    /// Throws UsageError when there is no terminal to draw on.
    LiveScreen(bool color, bool holds_output, const Log& log);
    ~LiveScreen() override;

    [[nodiscard]] bool look(pipeline::Now& now, Time time) override;
    void on_end(pipeline::Now& now) override;

  private:
    void close();
    void draw(const std::stop_token& stop);
    /// What a moment is on the clock of the packets, which stands still when none come.
    [[nodiscard]] PacketTime packet_clock(PacketTime last_packet, Time time);

    const Log& log_;
    bool holds_output_;
    bool report_follows_ = false;
    std::unique_ptr<Terminal> terminal_;
    ScreenExchange exchange_;
    report::ScreenModel model_;
    Time next_sample_{};
    PacketTime last_packet_ = 0;
    Time last_packet_seen_{};
    std::jthread thread_;  ///< last: it uses the others
};

}  // namespace pgoscope::cli
