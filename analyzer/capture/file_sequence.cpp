#include "analyzer/capture/file_sequence.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "analyzer/capture/savefile_failures.h"

namespace pgoscope::capture {

Result<FileSequence::Part> FileSequence::inspect(const std::string& path, bool alone) {
    constexpr std::size_t glance = 4096;
    auto opened = Savefile::open(path, alone ? Savefile::default_buffer : glance);
    if (!opened.ok()) return Failure{opened.error()};

    Part part;
    part.file = std::move(opened.value());
    part.info = part.file->description();
    part.link_type = part.file->link_type();
    part.size = part.file->bytes_total();
    // A file alone needs no order, so a pipe is not waited for here.
    if (alone) return part;

    // A file without a first packet has nothing to deliver, so any place will do.
    part.first_time = std::numeric_limits<PacketTime>::max();
    const auto status = part.file->next(part.first);
    if (status == ReadStatus::packet) part.first_time = part.first.time;
    if (part.file->can_be_reopened())
        part.file.reset();
    else
        part.first_waits = status == ReadStatus::packet;
    return part;
}

Result<std::unique_ptr<FileSequence>> FileSequence::open(const std::vector<std::string>& paths) {
    std::unique_ptr<FileSequence> sequence(new FileSequence);
    sequence->parts_.reserve(paths.size());
    for (const auto& path : paths) {
        auto part = inspect(path, paths.size() == 1);
        if (!part.ok()) return Failure{part.error()};
        sequence->parts_.push_back(std::move(part.value()));
    }
    std::stable_sort(sequence->parts_.begin(), sequence->parts_.end(),
                     [](const Part& a, const Part& b) { return a.first_time < b.first_time; });
    return sequence;
}

[[gnu::flatten]] ReadStatus FileSequence::next(Packet& packet) {
    if (reading_ != nullptr) [[likely]] {
        const auto status = reading_->next(packet);
        if (status == ReadStatus::packet) [[likely]] {
            packet.number = ++packets_;
            return status;
        }
        end_part(status);
    }
    return next_part(packet);
}

ReadStatus FileSequence::next_part(Packet& packet) {
    while (current_ < parts_.size()) {
        Part& part = parts_[current_];
        if (part.file == nullptr && !reopen(part)) continue;
        reading_ = part.file.get();
        auto status = ReadStatus::packet;
        if (std::exchange(part.first_waits, false))
            packet = part.first;
        else
            status = reading_->next(packet);
        if (status == ReadStatus::packet) {
            packet.number = ++packets_;
            return status;
        }
        end_part(status);
    }
    return failures_ == 0 ? ReadStatus::end : ReadStatus::failed;
}

bool FileSequence::reopen(Part& part) {
    auto opened = Savefile::open(part.info.path);
    if (opened.ok() && opened.value()->link_type() == part.link_type) {
        part.file = std::move(opened.value());
        return true;
    }
    remember(opened.ok() ? display_name(part.info.path) +
                               " was replaced by another capture while it waited to be read; run "
                               "again on files that nobody writes"
                         : opened.error());
    ++current_;
    return false;
}

void FileSequence::end_part(ReadStatus status) {
    Part& part = parts_[current_];
    if (status == ReadStatus::failed) remember(part.file->error());
    reading_ = nullptr;
    part.info = part.file->description();
    finished_bytes_ += part.file->bytes_read();
    part.file.reset();
    ++current_;
}

void FileSequence::remember(const std::string& sentence) {
    ++failures_;
    if (failures_ > 1) error_ += "; also: ";
    // A thousand broken files need not be told one by one.
    constexpr std::uint64_t told = 5;
    if (failures_ <= told)
        error_ += sentence;
    else if (failures_ == told + 1)
        error_ += "more files";
}

std::vector<SourceInfo> FileSequence::info() const {
    std::vector<SourceInfo> all;
    all.reserve(parts_.size());
    for (const auto& part : parts_)
        all.push_back(part.file != nullptr ? part.file->description() : part.info);
    return all;
}

void FileSequence::before_waiting(const std::function<void()>& hook) {
    // A pipe is open from the start, as it cannot be opened again.
    for (const auto& part : parts_)
        if (part.file != nullptr) part.file->before_waiting(hook);
}

std::uint64_t FileSequence::bytes_read() const {
    const bool reading = current_ < parts_.size() && parts_[current_].file != nullptr;
    return finished_bytes_ + (reading ? parts_[current_].file->bytes_read() : 0);
}

std::uint64_t FileSequence::bytes_total() const {
    std::uint64_t total = 0;
    for (const auto& part : parts_) {
        if (part.size == 0) return 0;
        total += part.size;
    }
    return total;
}

}  // namespace pgoscope::capture
