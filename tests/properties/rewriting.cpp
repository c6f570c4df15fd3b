#include "tests/properties/rewriting.h"

#include <algorithm>
#include <utility>

namespace {

/// Index of the next segment of the same connection, or the size of the recording.
std::size_t next_of_connection(const Recording& recording, std::size_t index) {
    const auto& segment = recording[index];
    for (++index; index < recording.size(); ++index)
        if (recording[index].same_connection(segment)) break;
    return index;
}

bool continues(const RecordedSegment& first, const RecordedSegment& second) {
    return first.same_direction(second) && first.is_plain_data() && second.is_plain_data() &&
           first.header.sequence + first.header.wire_length == second.header.sequence;
}

void append(RecordedSegment& segment, const RecordedSegment& next, std::size_t bytes) {
    const auto begin = next.payload.begin();
    segment.payload.insert(segment.payload.end(), begin,
                           begin + static_cast<std::ptrdiff_t>(bytes));
    segment.header.wire_length = static_cast<std::uint32_t>(segment.payload.size());
}

/// Whether some segment of the connection came before: its first one tells who is who.
bool is_first_of_connection(const Recording& recording, std::size_t index) {
    return std::none_of(
        recording.begin(), recording.begin() + static_cast<std::ptrdiff_t>(index),
        [&](const RecordedSegment& earlier) { return earlier.same_connection(recording[index]); });
}

}  // namespace

Recording split(const Recording& recording, std::size_t most_bytes, Chance& chance) {
    Recording pieces;
    for (const auto& segment : recording) {
        if (!segment.is_plain_data()) {
            pieces.push_back(segment);
            continue;
        }
        for (std::size_t begin = 0; begin < segment.payload.size();) {
            const auto left = segment.payload.size() - begin;
            const auto length = std::min(left, 1 + chance.below(most_bytes));
            pieces.push_back(segment.part(begin, begin + length));
            begin += length;
        }
    }
    return pieces;
}

Recording merge(const Recording& recording, std::size_t most_bytes) {
    Recording merged;
    std::vector<bool> taken(recording.size());
    for (std::size_t i = 0; i < recording.size(); ++i) {
        if (taken[i]) continue;
        auto segment = recording[i];
        for (auto next = next_of_connection(recording, i); next < recording.size();
             next = next_of_connection(recording, next)) {
            const auto& other = recording[next];
            if (!continues(segment, other) ||
                segment.payload.size() + other.payload.size() > most_bytes)
                break;
            append(segment, other, other.payload.size());
            segment.header.acknowledgment = other.header.acknowledgment;
            taken[next] = true;
        }
        merged.push_back(std::move(segment));
    }
    return merged;
}

Recording reorder(Recording recording, std::size_t window, Chance& chance) {
    for (std::size_t begin = 0; begin < recording.size();) {
        auto end = begin + 1;
        while (end < recording.size() && end - begin < window &&
               recording[end].same_direction(recording[begin]) && recording[end].is_plain_data() &&
               recording[begin].is_plain_data())
            ++end;
        const auto first = begin + (is_first_of_connection(recording, begin) ? 1 : 0);
        for (auto i = first; i + 1 < end; ++i) {
            const auto other = i + chance.below(end - i);
            // Times belong to places: packets are captured in order of time, whatever they carry.
            std::swap(recording[i], recording[other]);
            std::swap(recording[i].header.time, recording[other].header.time);
        }
        begin = end;
    }
    return recording;
}

Recording duplicate(const Recording& recording, Chance& chance) {
    constexpr std::size_t most_later = 5;
    Recording doubled;
    std::vector<std::pair<std::size_t, RecordedSegment>> waiting;  // until this index
    for (std::size_t i = 0; i < recording.size(); ++i) {
        const auto& segment = recording[i];
        doubled.push_back(segment);
        for (auto copy = waiting.begin(); copy != waiting.end();) {
            // Behind the end of a connection it would be a segment of none.
            const bool due = copy->first <= i || segment.opens_or_closes();
            if (due && !segment.opens_or_closes()) doubled.push_back(copy->second);
            copy = due ? waiting.erase(copy) : copy + 1;
        }
        if (segment.is_plain_data() && chance.one_in(2))
            waiting.emplace_back(i + chance.below(most_later), segment);
    }
    return doubled;
}

Recording overlap(const Recording& recording, Chance& chance) {
    Recording overlapping = recording;
    for (std::size_t i = 0; i < recording.size(); ++i) {
        const auto next = next_of_connection(recording, i);
        if (next == recording.size() || !continues(recording[i], recording[next])) continue;
        if (chance.one_in(3)) continue;
        append(overlapping[i], recording[next], 1 + chance.below(recording[next].payload.size()));
    }
    return overlapping;
}
