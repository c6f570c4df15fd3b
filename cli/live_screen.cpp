#include "cli/live_screen.h"

#include "analyzer/report/live/screen/screen.h"
#include "analyzer/report/text/text.h"
#include "cli/blocked_signals.h"
#include "cli/interruption.h"

namespace pgoscope::cli {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto refresh = 1s;
constexpr auto key_wait = 100ms;

Nanoseconds nanoseconds_of(steady_clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

}  // namespace

LiveScreen::LiveScreen(bool color, bool holds_output, const Log& log)
    : log_(log), holds_output_(holds_output), terminal_(std::make_unique<Terminal>(color)) {
    log_.hold();
    const BlockedSignals blocked;
    thread_ = std::jthread([this](const std::stop_token& stop) { draw(stop); });
}

LiveScreen::~LiveScreen() {
    close();
}

void LiveScreen::close() {
    if (!terminal_) return;
    thread_.request_stop();
    // The picture is over: nobody waits for the rest of it, least of all the report.
    unblock_terminal();
    thread_.join();
    terminal_.reset();
    log_.release();
}

bool LiveScreen::look(pipeline::Now& now, Time time) {
    if (holds_output_ && take_report_request()) {
        now.report_at_end();
        report_follows_ = true;
    }
    const auto question = exchange_.take_question();
    const bool sample = time >= next_sample_;
    if (question || sample) {
        const auto present = now.present();
        if (sample) {
            model_.sample(present.document, nanoseconds_of(time));
            next_sample_ = time + refresh;
        }
        if (question) {
            auto figures = std::make_unique<report::ScreenFigures>(
                model_.answer(present.document, present.live.sessions(), *question,
                              {nanoseconds_of(time), packet_clock(now.packet_time(), time)}));
            figures->report_follows = report_follows_;
            exchange_.answer(std::move(figures));
        }
    }
    return !exchange_.wants_to_quit();
}

void LiveScreen::on_end(pipeline::Now& /*now*/) {
    close();
}

PacketTime LiveScreen::packet_clock(PacketTime last_packet, Time time) {
    if (last_packet != last_packet_) {
        last_packet_ = last_packet;
        last_packet_seen_ = time;
    }
    return last_packet_ + nanoseconds_of(time) - nanoseconds_of(last_packet_seen_);
}

void LiveScreen::draw(const std::stop_token& stop) {
    report::ScreenControls controls;
    auto figures = std::make_unique<report::ScreenFigures>();
    Terminal::Size drawn;
    steady_clock::time_point next_question{};
    while (!stop.stop_requested()) {
        if (Terminal::is_gone()) return exchange_.quit();
        bool redraw = false;
        if (const auto key = Terminal::read_key(key_wait)) {
            switch (controls.press(*key)) {
                case report::KeyEffect::quit:
                    exchange_.quit();
                    break;
                case report::KeyEffect::question:
                    exchange_.ask(controls.question);
                    redraw = true;
                    break;
                case report::KeyEffect::redraw:
                    redraw = true;
                    break;
                case report::KeyEffect::none:
                    break;
            }
        }
        if (const auto now = steady_clock::now(); !controls.paused && now >= next_question) {
            exchange_.ask(controls.question);
            next_question = now + refresh;
        }
        if (auto answer = exchange_.take_answer()) {
            figures = std::move(answer);
            redraw = true;
        }
        const auto size = Terminal::size();
        if (!redraw && size == drawn) continue;
        terminal_->show(report::draw_screen(*figures, controls, size.rows, size.columns));
        drawn = size;
    }
}

}  // namespace pgoscope::cli
