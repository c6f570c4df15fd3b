#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "analyzer/events/copy_payload.h"
#include "analyzer/events/replication.h"
#include "analyzer/events/sink.h"

namespace pgoscope::session {

/// A CopyData that is too long to be kept whole, while it comes.
struct LongCopyData {
    dissectors::Direction direction;
    std::uint64_t offset;  ///< of the message in its direction's stream
    Bytes kept;            ///< its beginning, the same until the message is complete
    Bytes piece;           ///< what came now, behind `kept` and the pieces before
};

/// What one statement or replication command moves as CopyData: rows of a COPY, WAL, a backup. A
/// session has one from the CopyInResponse or CopyOutResponse of a COPY to its completion, from the
/// request or the CopyBothResponse of replication to the end of the exchange; sessions that copy
/// nothing have none.
class CopyContents {
  public:
    using Direction = dissectors::Direction;

    CopyContents(const CopyContents&) = delete;
    CopyContents& operator=(const CopyContents&) = delete;
    virtual ~CopyContents() = default;

    /// Takes in a message of its exchange, in the order of the packets. Null for what carries no
    /// data; otherwise valid until the next call and as long as the event.
    [[nodiscard]] const events::CopyPayload* take(const events::MessageEvent& event) {
        follow(event);
        const auto* payload = read(event);
        ahead_of_.reset();
        ahead_ = 0;
        return payload;
    }
    /// Reads what is not kept of a message as it passes by, before the message is taken.
    void read_ahead(const LongCopyData& data);

    /// Bytes are missing, and with them boundaries of messages.
    virtual void lose_boundary() = 0;

    /// The exchange is over, or nothing more of it comes: what it amounts to, if it is replication.
    /// Valid as long as this object.
    [[nodiscard]] virtual const events::ReplicationSummary* finish(PacketTime) { return nullptr; }
    /// The same while it goes on, as far as it went.
    [[nodiscard]] virtual const events::ReplicationSummary* so_far() { return nullptr; }
    /// What a COPY moved, as far as it went. Null for replication; otherwise valid as long as this
    /// object.
    [[nodiscard]] virtual const events::Copy* copied() { return nullptr; }

    /// Whether it moves rows of which a column has the name of a secret.
    [[nodiscard]] virtual bool has_secrets() const noexcept { return false; }

    /// Number of the exchange; 0 = it began before the capture.
    [[nodiscard]] std::uint64_t exchange() const noexcept { return exchange_; }
    /// Nothing but CopyData is sent in this direction now, until the one that ends it.
    [[nodiscard]] bool is_open(Direction direction) const noexcept {
        return direction == Direction::frontend ? from_client_ : from_server_;
    }
    /// Command tag that ends the last result of a replication command; empty for COPY, each of
    /// whose results stands for itself.
    [[nodiscard]] std::string_view last_tag() const noexcept { return last_tag_; }
    [[nodiscard]] bool is_of_rows() const noexcept { return last_tag_.empty(); }

  protected:
    CopyContents(std::uint64_t exchange, std::string_view last_tag) noexcept
        : exchange_(exchange), last_tag_(last_tag) {}

    void open_from_server() noexcept { from_server_ = true; }
    void open_both() noexcept { from_client_ = from_server_ = true; }
    /// Bytes of the payload of the message to be read that were read ahead; less than it has when
    /// the rest is missing. 0 = none: it is to be read from what is kept.
    [[nodiscard]] std::uint64_t ahead() const noexcept { return ahead_; }

  private:
    /// A long message begins with `kept`, valid until it is read. False: this does not read ahead.
    [[nodiscard]] virtual bool begin_ahead(Direction, Bytes /*kept*/) { return false; }
    /// Valid during the call.
    virtual void go_on_ahead(Bytes /*piece*/) {}
    [[nodiscard]] virtual const events::CopyPayload* read(const events::MessageEvent& event) = 0;
    void follow(const events::MessageEvent& event) noexcept;

    std::uint64_t exchange_;
    std::string_view last_tag_;
    std::optional<std::uint64_t> ahead_of_;  ///< offset of the long message that comes
    bool reads_ahead_ = false;               ///< of that
    std::uint64_t ahead_ = 0;
    bool from_client_ = false;
    bool from_server_ = false;
};

}  // namespace pgoscope::session
