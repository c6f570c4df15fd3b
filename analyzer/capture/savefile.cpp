#include "analyzer/capture/savefile.h"

#include <array>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdio_ext.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/capture/link_type_name.h"
#include "analyzer/capture/packet_stamp.h"
#include "analyzer/capture/savefile_failures.h"

namespace pgoscope::capture {
namespace {

constexpr int pcapng_first_byte = 0x0a;

/// A descriptor of our own even for standard input, so that closing is the same for both.
int open_descriptor(const std::string& path) {
    return path == "-" ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                       : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
}

}  // namespace

void Savefile::PcapCloser::operator()(pcap* handle) const noexcept {
    pcap_close(handle);
}

Result<std::unique_ptr<Savefile>> Savefile::open(const std::string& path,
                                                 std::size_t buffer_bytes) {
    // Declared before the stream, which must be closed before its buffer goes.
    std::unique_ptr<Savefile> savefile(new Savefile);
    savefile->buffer_.reset(new char[buffer_bytes]);

    const int descriptor = open_descriptor(path);
    if (descriptor < 0) return cannot_open(path, errno);
    // From here on it is closed by whom it belongs to.
    savefile->pipe_ = std::make_unique<PipeStream>(descriptor);
    struct stat status {};
    if (fstat(descriptor, &status) != 0) return cannot_open(path, errno);
    if (S_ISDIR(status.st_mode)) return is_directory(path);
    const bool regular = S_ISREG(status.st_mode);
    File file(regular ? fdopen(descriptor, "rb") : savefile->pipe_->open());
    if (file == nullptr) return cannot_open(path, errno);
    if (regular) savefile->pipe_->release();
    // The stream is ours alone; taking its lock twice a packet would cost as much as the reading.
    (void)__fsetlocking(file.get(), FSETLOCKING_BYCALLER);
    (void)std::setvbuf(file.get(), savefile->buffer_.get(), _IOFBF, buffer_bytes);

    // One byte is what may be put back, and it is enough to tell the formats apart.
    const int first_byte = std::getc(file.get());
    if (first_byte == EOF) {
        if (std::ferror(file.get()) != 0) return cannot_open(path, errno);
        return is_empty(path);
    }
    (void)std::ungetc(first_byte, file.get());

    std::array<char, PCAP_ERRBUF_SIZE> message{};
    pcap_t* handle = pcap_fopen_offline_with_tstamp_precision(
        file.get(), PCAP_TSTAMP_PRECISION_NANO, message.data());
    if (handle == nullptr) return not_a_capture(path, first_byte, message.data());
    (void)file.release();  // closed with the handle
    savefile->pcap_.reset(handle);

    savefile->link_type_ = pcap_datalink(handle);
    savefile->reopens_ = regular && path != "-";
    if (regular) savefile->bytes_total_ = static_cast<std::uint64_t>(status.st_size);
    savefile->info_.path = path;
    savefile->info_.format = first_byte == pcapng_first_byte ? "pcapng" : "pcap";
    savefile->info_.link_type = link_type_name(savefile->link_type_);
    savefile->info_.snaplen = static_cast<std::uint32_t>(pcap_snapshot(handle));
    if (regular) {
        const int own = fileno(pcap_file(handle));
        savefile->records_ = RecordReader::open(own, savefile->info_.snaplen);
        if (!savefile->records_) savefile->blocks_ = PcapngReader::open(own);
    }
    return savefile;
}

ReadStatus Savefile::deliver(RecordStatus status, Packet& packet, const std::string& failure) {
    if (status == RecordStatus::record) [[likely]] {
        packet.number = ++info_.packets;
        info_.bytes += packet.data.size();
        return ReadStatus::packet;
    }
    return status == RecordStatus::end ? ReadStatus::end : break_off(failure);
}

ReadStatus Savefile::break_off(const std::string& failure) {
    error_ = broke_off(info_.path, info_.packets, failure).sentence;
    return ReadStatus::failed;
}

ReadStatus Savefile::next(Packet& packet) {
    // libpcap would go on in the middle of nowhere.
    if (!error_.empty()) return ReadStatus::failed;
    packet.link_type = link_type_;
    if (records_) [[likely]]
        return deliver(records_->next(packet), packet, records_->failure());
    return next_of_another_format(packet);
}

ReadStatus Savefile::next_of_another_format(Packet& packet) {
    if (blocks_) return deliver(blocks_->next(packet), packet, blocks_->failure());
    pcap_pkthdr* header = nullptr;
    const u_char* data = nullptr;
    const int status = pcap_next_ex(pcap_.get(), &header, &data);
    if (status == 1) {
        // With nanosecond precision libpcap puts nanoseconds into tv_usec.
        packet.time = packet_stamp(header->ts.tv_sec, header->ts.tv_usec);
        packet.original_length = header->len;
        packet.data = {data, header->caplen};
        return deliver(RecordStatus::record, packet, {});
    }
    return deliver(status == PCAP_ERROR_BREAK ? RecordStatus::end : RecordStatus::failed, packet,
                   pcap_geterr(pcap_.get()));
}

SourceInfo Savefile::description() const {
    auto description = info_;
    if (!blocks_ || blocks_->link_types().empty()) return description;
    description.link_type.clear();
    // A hostile file may have thousands.
    constexpr std::size_t most_named = 8;
    std::size_t named = 0;
    for (const int link_type : blocks_->link_types()) {
        if (!description.link_type.empty()) description.link_type += " and ";
        if (named == most_named) {
            description.link_type += "more";
            break;
        }
        description.link_type += link_type_name(link_type);
        ++named;
    }
    return description;
}

void Savefile::before_waiting(const std::function<void()>& hook) {
    pipe_->before_waiting(hook);
}

std::uint64_t Savefile::bytes_read() const {
    if (records_) return records_->offset();
    if (blocks_) return blocks_->offset();
    const off_t position = ftello(pcap_file(pcap_.get()));
    if (position >= 0) return static_cast<std::uint64_t>(position);
    // A pipe does not know; records of classic pcap have 16 bytes of header.
    constexpr std::uint64_t record_header = 16;
    return info_.bytes + info_.packets * record_header;
}

}  // namespace pgoscope::capture
