#include "analyzer/capture/packet_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <pcap/pcap.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pgoscope::capture {
namespace {

constexpr std::size_t record_header = 16;
constexpr std::size_t nanoseconds_at = 4;      ///< in it, behind the seconds
constexpr std::size_t captured_length_at = 8;  ///< likewise
constexpr Nanoseconds second = 1'000'000'000;
constexpr std::size_t buffer_bytes = std::size_t{64} * 1024;
constexpr std::size_t number_digits = 6;
constexpr std::uint64_t highest_number = 999'999;

/// What libpcap writes in front: it knows under which number files know a link type.
std::vector<std::uint8_t> file_header(int link_type, std::uint32_t snaplen) {
    struct PcapCloser {
        void operator()(pcap_t* handle) const noexcept { pcap_close(handle); }
    };
    const std::unique_ptr<pcap_t, PcapCloser> dead(pcap_open_dead_with_tstamp_precision(
        link_type, static_cast<int>(snaplen), PCAP_TSTAMP_PRECISION_NANO));
    char* bytes = nullptr;
    std::size_t size = 0;
    std::FILE* memory = open_memstream(&bytes, &size);
    if (dead == nullptr || memory == nullptr) return {};
    if (pcap_dumper_t* dumper = pcap_dump_fopen(dead.get(), memory); dumper != nullptr)
        pcap_dump_close(dumper);
    else
        (void)std::fclose(memory);
    std::vector<std::uint8_t> header(bytes, bytes + size);
    std::free(bytes);  // NOLINT(cppcoreguidelines-no-malloc): open_memstream allocates
    return header;
}

/// In the byte order of this machine, as the file's header is.
std::uint32_t word_at(const std::vector<std::uint8_t>& bytes, std::size_t place) noexcept {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes.data() + place, sizeof word);
    return word;
}

std::string cannot_begin(const std::string& path, int error_number) {
    std::string sentence =
        "cannot write '" + path + "': " + std::generic_category().message(error_number);
    switch (error_number) {
        case EISDIR:
            return sentence + "; name a file in it";
        case ENOSPC:
        case EDQUOT:
            return sentence + "; free some space, or choose another place";
        default:
            return sentence + "; choose a directory that exists and that you may write to";
    }
}

/// Fails with EEXIST instead of replacing another file.
bool rename_to_free(const std::string& from, const std::string& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0)
        return true;
    // Some file systems cannot look and rename in one step.
    if (errno != EINVAL && errno != ENOSYS) return false;
    struct stat status {};
    if (::lstat(to.c_str(), &status) == 0) {
        errno = EEXIST;
        return false;
    }
    return errno == ENOENT && ::rename(from.c_str(), to.c_str()) == 0;
}

/// Not of a device, and not when the name is a symbolic link's or another file's by now.
bool is_name_of(const std::string& path, int descriptor) {
    struct stat named {};
    struct stat opened {};
    return ::lstat(path.c_str(), &named) == 0 && ::fstat(descriptor, &opened) == 0 &&
           S_ISREG(opened.st_mode) && named.st_dev == opened.st_dev &&
           named.st_ino == opened.st_ino;
}

}  // namespace

Result<std::unique_ptr<PacketFile>> PacketFile::create(const PacketFileOptions& options,
                                                       int link_type, std::uint32_t snaplen) {
    std::unique_ptr<PacketFile> file(new PacketFile(options));
    file->header_ = file_header(link_type, snaplen);
    if (file->header_.empty())
        return Failure{"packets of this link type cannot be written to a file"};
    if (options.rotates()) {
        file->look_around();
        std::error_code ignored;
        const std::filesystem::path path(options.path);
        if (std::filesystem::is_regular_file(path, ignored) &&
            std::filesystem::file_size(path, ignored) != 0)
            file->put_aside();
    }
    if (!file->stopped()) file->open();
    if (file->stopped()) return Failure{cannot_begin(options.path, errno)};
    return file;
}

PacketFile::~PacketFile() {
    close();
}

std::string PacketFile::full_file(std::uint64_t number) const {
    std::string digits = std::to_string(number);
    digits.insert(0, number_digits - std::min(number_digits, digits.size()), '0');
    const std::filesystem::path path(options_.path);
    auto full = path;
    full.replace_filename(path.stem().string() + "-" + digits + path.extension().string());
    return full.string();
}

void PacketFile::look_around() {
    const std::filesystem::path path(options_.path);
    const auto prefix = path.stem().string() + "-";
    const auto suffix = path.extension().string();
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
        const auto name = entry.path().filename().string();
        if (name.size() != prefix.size() + number_digits + suffix.size() ||
            !name.starts_with(prefix) || !name.ends_with(suffix))
            continue;
        std::uint64_t number = 0;
        const char* begin = name.data() + prefix.size();
        const auto parsed = std::from_chars(begin, begin + number_digits, number);
        if (parsed.ec == std::errc{} && parsed.ptr == begin + number_digits)
            last_number_ = std::max(last_number_, number);
    }
}

void PacketFile::open() {
    constexpr mode_t owner_only = S_IRUSR | S_IWUSR;
    descriptor_ =
        ::open(options_.path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, owner_only);
    if (descriptor_ < 0) return stop(errno);
    struct stat status {};
    // One that was there may have another mode.
    if (::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode))
        (void)::fchmod(descriptor_, owner_only);
    can_be_removed_ = S_ISREG(status.st_mode) && status.st_nlink != 0;
    before_this_file_ = state_;
    buffer_ = header_;
    written_ = 0;
    has_packets_ = false;
    flush();
}

void PacketFile::close() {
    if (descriptor_ < 0) return;
    flush();
    // Some file systems tell of a full disk only here.
    if (descriptor_ >= 0 && ::close(std::exchange(descriptor_, -1)) != 0) stop(errno);
}

void PacketFile::put_aside() {
    close();
    if (stopped()) return;
    for (std::uint64_t tried = 0; tried < highest_number; ++tried) {
        last_number_ = last_number_ % highest_number + 1;
        if (rename_to_free(options_.path, full_file(last_number_))) return;
        if (errno != EEXIST) return stop(errno);
    }
    stop(EEXIST);
}

void PacketFile::remove_oldest() {
    full_files_.push_back(last_number_);
    while (options_.keep != 0 && full_files_.size() > options_.keep) {
        // Somebody else may have removed it.
        (void)::unlink(full_file(full_files_.front()).c_str());
        full_files_.pop_front();
    }
}

bool PacketFile::is_full_for(const Packet& packet) const noexcept {
    if (!has_packets_) return false;
    const auto size = written_ + buffer_.size() + record_header + packet.data.size();
    return (options_.most_bytes != 0 && size > options_.most_bytes) ||
           (options_.most_time != 0 && packet.time - first_time_ >= options_.most_time);
}

void PacketFile::append(std::uint32_t word) {
    std::array<std::uint8_t, sizeof word> bytes{};
    std::memcpy(bytes.data(), &word, sizeof word);
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

void PacketFile::write(const Packet& packet) {
    if (stopped()) return;
    latest_time_ = packet.time;
    if (is_full_for(packet)) {
        put_aside();
        if (stopped()) return;
        remove_oldest();
        open();
        if (stopped()) return;
    }
    if (!std::exchange(has_packets_, true)) first_time_ = packet.time;
    append(static_cast<std::uint32_t>(packet.time / second));
    append(static_cast<std::uint32_t>(packet.time % second));
    append(static_cast<std::uint32_t>(packet.data.size()));
    append(packet.original_length);
    buffer_.insert(buffer_.end(), packet.data.begin(), packet.data.end());
    ++buffered_;
    if (buffer_.size() >= buffer_bytes) flush();
}

void PacketFile::look_for_name() {
    struct stat status {};
    if (descriptor_ < 0 || !can_be_removed_ || !has_packets_ ||
        ::fstat(descriptor_, &status) != 0 || status.st_nlink != 0)
        return;
    stop(ENOENT);
    state_ = before_this_file_;
    state_.error = "the file was removed by somebody else";
    state_.missing_since = first_time_;
}

void PacketFile::flush() {
    look_for_name();
    Bytes rest(buffer_);
    while (!rest.empty() && descriptor_ >= 0) {
        const auto count = ::write(descriptor_, rest.data(), rest.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return stop(errno, buffer_.size() - rest.size());
        rest = rest.subspan(static_cast<std::size_t>(count));
    }
    written_ += buffer_.size();
    state_.bytes += buffer_.size();
    state_.packets += buffered_;
    buffer_.clear();
    buffered_ = 0;
}

PacketFile::Whole PacketFile::whole_packets(std::size_t size) const noexcept {
    Whole whole;
    std::size_t next = written_ == 0 ? header_.size() : 0;
    for (std::uint64_t packets = 0; next <= size; ++packets) {
        whole = {packets, next};
        if (next + record_header > size) break;
        next += record_header + word_at(buffer_, next + captured_length_at);
    }
    return whole;
}

PacketTime PacketFile::time_at(std::size_t place) const noexcept {
    if (place + record_header > buffer_.size()) return latest_time_;
    return word_at(buffer_, place) * second + word_at(buffer_, place + nanoseconds_at);
}

void PacketFile::stop(int error_number, std::size_t got_written) {
    const auto whole = whole_packets(got_written);
    state_.packets += whole.packets;
    state_.bytes += whole.bytes;
    const bool headless = written_ == 0 && whole.bytes == 0;
    state_.missing_since = time_at(headless ? header_.size() : whole.bytes);
    state_.error = std::generic_category().message(error_number);
    buffer_.clear();
    buffered_ = 0;
    if (descriptor_ >= 0) {
        (void)::ftruncate(descriptor_, static_cast<off_t>(written_ + whole.bytes));
        // An empty file is no pcap file.
        if (headless && is_name_of(options_.path, descriptor_))
            (void)::unlink(options_.path.c_str());
        (void)::close(std::exchange(descriptor_, -1));
    }
    errno = error_number;
}

}  // namespace pgoscope::capture
