#include "analyzer/session/conversation/prepared_transactions.h"

#include <algorithm>
#include <tuple>

namespace pgoscope::session {

bool PreparedTransactions::add(events::PreparedTransaction transaction) {
    if (transaction.identifier.size() > longest_identifier) return false;
    Key key{transaction.server, transaction.identifier};
    if (open_.size() >= most_ && !open_.contains(key)) return false;
    open_.insert_or_assign(std::move(key), std::move(transaction));
    return true;
}

std::optional<events::PreparedTransaction> PreparedTransactions::take(const Endpoint& server,
                                                                      std::string_view identifier) {
    auto node = open_.extract({server, std::string(identifier)});
    if (node.empty()) return std::nullopt;
    return std::move(node.mapped());
}

std::vector<events::PreparedTransaction> PreparedTransactions::open() const {
    std::vector<events::PreparedTransaction> sorted;
    sorted.reserve(open_.size());
    for (const auto& [key, transaction] : open_)
        sorted.push_back(transaction);
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
        return std::tie(a.time, a.session) < std::tie(b.time, b.session);
    });
    return sorted;
}

}  // namespace pgoscope::session
