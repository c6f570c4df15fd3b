#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "description.h"
#include "dissectors/v2/dissect.h"
#include "dissectors/v2/framing.h"

/// Both directions of a session, read as an analyzer reads them: pieces in, messages out.
class Conversation {
  public:
    struct Heard {
        pgoscope::dissectors::Direction direction{};
        pgoscope::dissectors::MessageName name{};
        pgoscope::dissectors::v2::Malformation malformation{};
        std::vector<std::uint8_t> bytes;
        std::string meaning;
        bool operator==(const Heard&) const = default;
    };

    Conversation() = default;
    explicit Conversation(pgoscope::dissectors::v2::Version version)
        : state_(pgoscope::dissectors::v2::State::mid_stream(version)) {}

    /// False when the bytes are no messages.
    bool feed(pgoscope::dissectors::Direction direction, pgoscope::Bytes piece) {
        namespace v2 = pgoscope::dissectors::v2;
        auto& side = sides_.at(static_cast<std::size_t>(direction));
        for (;;) {
            const auto before = piece;
            const auto scan = side.scanner.feed(state_, piece);
            const auto taken = before.first(before.size() - piece.size());
            side.kept.insert(side.kept.end(), taken.begin(), taken.end());
            if (scan == v2::Scan::need_more) return true;
            if (scan == v2::Scan::malformed) return false;
            if (scan == v2::Scan::padding) {
                padding += side.kept.size();
            } else {
                const auto dissection = v2::dissect(state_, side.scanner.form(), {side.kept, true});
                messages.push_back({direction, dissection.name, dissection.malformation, side.kept,
                                    describe(dissection)});
                v2::advance(state_, direction, dissection);
            }
            lengths_agree = lengths_agree && side.scanner.length() == side.kept.size();
            side.kept.clear();
        }
    }

    [[nodiscard]] std::size_t unfinished() const {
        return sides_[0].kept.size() + sides_[1].kept.size();
    }
    [[nodiscard]] const pgoscope::dissectors::v2::State& state() const { return state_; }

    std::vector<Heard> messages;
    std::size_t padding = 0;
    bool lengths_agree = true;

  private:
    struct Side {
        pgoscope::dissectors::v2::MessageScanner scanner;
        std::vector<std::uint8_t> kept;
    };
    pgoscope::dissectors::v2::State state_;
    std::array<Side, 2> sides_{
        Side{pgoscope::dissectors::v2::MessageScanner(pgoscope::dissectors::Direction::frontend),
             {}},
        Side{pgoscope::dissectors::v2::MessageScanner(pgoscope::dissectors::Direction::backend),
             {}}};
};
