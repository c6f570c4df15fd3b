#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "analyzer/events/statement.h"
#include "analyzer/session/conversation/portal.h"
#include "analyzer/session/memory_budget.h"

namespace pgoscope::session {

/// The prepared statements or the portals of one session, by name; the empty name is the unnamed
/// one, which is kept beside the map since nearly all traffic uses it.
template <class Item>
class NamedItems {
  public:
    [[nodiscard]] std::shared_ptr<Item> find(std::string_view name) const {
        if (name.empty()) return unnamed_;
        const auto found = named_.find(std::string(name));
        return found == named_.end() ? nullptr : found->second;
    }
    /// False when there are `limit` of them already: the new one is not kept.
    [[nodiscard]] bool put(std::string_view name, std::shared_ptr<Item> item, std::uint32_t limit) {
        if (name.empty()) {
            unnamed_ = std::move(item);
            return true;
        }
        if (named_.size() >= limit && !named_.contains(std::string(name))) return false;
        named_[std::string(name)] = std::move(item);
        return true;
    }
    void erase(std::string_view name) {
        if (name.empty())
            unnamed_.reset();
        else
            named_.erase(std::string(name));
    }
    /// All but the unnamed one, whose memory its successor uses.
    void clear_named() noexcept {
        if (!named_.empty()) named_.clear();
    }
    /// Drops of the named ones those for which `is_over` holds.
    template <class IsOver>
    void erase_named_if(IsOver is_over) {
        if (!named_.empty())
            std::erase_if(named_, [&](const auto& entry) { return is_over(*entry.second); });
    }
    void clear() noexcept {
        unnamed_.reset();
        named_.clear();
    }
    [[nodiscard]] bool empty() const noexcept { return !unnamed_ && named_.empty(); }

    template <class Visit>
    void for_each(Visit&& visit) const {
        if (unnamed_) visit(*unnamed_);
        for (const auto& [name, item] : named_)
            visit(*item);
    }

  private:
    std::shared_ptr<Item> unnamed_;
    std::unordered_map<std::string, std::shared_ptr<Item>> named_;
};

/// A prepared statement with what it takes of the memory for all of them.
struct KeptStatement {
    events::PreparedStatement statement;
    MemoryBudget::Share memory;
};

using PreparedStatements = NamedItems<events::PreparedStatement>;
using Portals = NamedItems<OpenPortal>;

}  // namespace pgoscope::session
