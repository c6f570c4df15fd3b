#include "analyzer/report/live/screen/controls.h"

#include <algorithm>
#include <array>
#include <utility>

namespace pgoscope::report {
namespace {

constexpr std::array<std::pair<char, SortBy>, 6> sort_keys{{
    {'t', SortBy::time},
    {'c', SortBy::calls},
    {'m', SortBy::mean},
    {'p', SortBy::p99},
    {'r', SortBy::rows},
    {'e', SortBy::errors},
}};

constexpr std::size_t page_count = static_cast<std::size_t>(ScreenPage::latency) + 1;
constexpr std::size_t long_step = 10;

}  // namespace

KeyEffect ScreenControls::press(char key) {
    const auto show = [this](std::size_t number) {
        page = static_cast<ScreenPage>(number % page_count);
        scroll = 0;
        return KeyEffect::redraw;
    };
    for (const auto& [letter, sort] : sort_keys)
        if (letter == key) {
            question.sort = sort;
            scroll = 0;
            return KeyEffect::question;
        }
    // Nobody can scroll beyond what was asked for.
    const auto last = question.entries - std::min<std::size_t>(question.entries, 1);
    switch (key) {
        case 'q':
            return KeyEffect::quit;
        case 'h':
        case '?':
            help = !help;
            return KeyEffect::redraw;
        case ' ':
            paused = !paused;
            return KeyEffect::question;
        case 'w':
            question.scope = question.scope == Scope::recent ? Scope::total : Scope::recent;
            return KeyEffect::question;
        case '\t':
            return show(static_cast<std::size_t>(page) + 1);
        case '1':
        case '2':
        case '3':
        case '4':
        case '5':
            return show(static_cast<std::size_t>(key - '1'));
        case 'j':
            scroll = std::min(scroll + 1, last);
            return KeyEffect::redraw;
        case 'k':
            scroll -= std::min<std::size_t>(scroll, 1);
            return KeyEffect::redraw;
        case 'd':
            scroll = std::min(scroll + long_step, last);
            return KeyEffect::redraw;
        case 'u':
            scroll -= std::min(scroll, long_step);
            return KeyEffect::redraw;
        case 'g':
            scroll = 0;
            return KeyEffect::redraw;
        default:
            return KeyEffect::none;
    }
}

}  // namespace pgoscope::report
