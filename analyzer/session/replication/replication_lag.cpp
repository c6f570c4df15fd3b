#include "analyzer/session/replication/replication_lag.h"

#include <utility>

namespace pgoscope::session {

bool ReplicationLag::is_full() const noexcept {
    for (std::size_t i = 0; i < confirmed_.size(); ++i)
        if (reported_[i] && written_ - confirmed_[i] >= most_samples) return true;
    return false;
}

void ReplicationLag::sent(dissectors::Lsn end, PacketTime time) {
    if (end <= sent_) return;
    sent_ = end;
    if (is_full()) {
        // The standby does not keep up: the newest sample stands for what comes now as well.
        samples_[(written_ - 1) % most_samples].end = end;
        return;
    }
    if (samples_.size() < most_samples)
        samples_.push_back({end, time});
    else
        samples_[written_ % most_samples] = {end, time};
    ++written_;
}

events::StandbyLag ReplicationLag::reported(Position position, dissectors::Lsn lsn,
                                            PacketTime time) noexcept {
    events::StandbyLag lag;
    if (lsn == 0 || sent_ == 0) return lag;
    lag.bytes = sent_ > lsn ? sent_ - lsn : 0;
    const auto index = static_cast<std::size_t>(position);
    auto& confirmed = confirmed_[index];
    if (!std::exchange(reported_[index], true) && written_ > most_samples)
        confirmed = written_ - most_samples;
    while (confirmed < written_) {
        const auto& sample = samples_[confirmed % most_samples];
        if (sample.end > lsn) break;
        lag.time = time - sample.time;
        ++confirmed;
    }
    return lag;
}

}  // namespace pgoscope::session
