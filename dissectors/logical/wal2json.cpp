#include "dissectors/logical/wal2json.h"

#include <algorithm>

#include "dissectors/logical/timestamp.h"

namespace pgoscope::dissectors::logical {
namespace {

struct Spelling {
    std::string_view text;
    Operation operation;
};
// `kind` of format 1, `action` of format 2.
constexpr std::array spellings{
    Spelling{"insert", Operation::insert},   Spelling{"update", Operation::update},
    Spelling{"delete", Operation::remove},   Spelling{"truncate", Operation::truncate},
    Spelling{"message", Operation::message}, Spelling{"B", Operation::begin},
    Spelling{"C", Operation::commit},        Spelling{"I", Operation::insert},
    Spelling{"U", Operation::update},        Spelling{"D", Operation::remove},
    Spelling{"T", Operation::truncate},      Spelling{"M", Operation::message},
};

Operation operation_spelt(std::string_view text) noexcept {
    const auto* const found = std::ranges::find(spellings, text, &Spelling::text);
    return found != spellings.end() ? found->operation : Operation::unknown;
}

constexpr std::size_t outermost = 1;
// Format 1 has its operations in an array in the outermost object.
constexpr std::size_t in_change_list = 3;

}  // namespace

void Wal2JsonScanner::Name::set(std::string_view text) noexcept {
    length_ = std::min(text.size(), text_.size());
    std::copy_n(text.begin(), length_, text_.begin());
}

std::optional<JsonChange> Wal2JsonScanner::next(Bytes& piece) noexcept {
    using Kind = json::Token::Kind;
    while (const auto token = tokens_.next(piece)) {
        switch (token->kind) {
            case Kind::begin_object:
                begin_object(token->depth);
                break;
            case Kind::key:
                take_key(*token);
                break;
            case Kind::string:
            case Kind::scalar:
                if (token->depth == change_depth_ || token->depth == outermost)
                    take_value(token->text);
                break;
            case Kind::end_object:
                if (const auto change = end_object(token->depth)) return change;
                break;
            case Kind::begin_array:
            case Kind::end_array:
                break;
        }
    }
    return std::nullopt;
}

void Wal2JsonScanner::take_key(const json::Token& token) noexcept {
    if (token.depth == outermost && token.text == "change") change_depth_ = in_change_list;
    if (token.depth == outermost && token.text == "timestamp") {
        key_ = Key::timestamp;
        return;
    }
    if (token.depth != change_depth_) return;
    if (token.text == "kind" || token.text == "action")
        key_ = Key::operation;
    else if (token.text == "transactional")
        key_ = Key::transactional;
    else if (token.text == "schema")
        key_ = Key::schema;
    else if (token.text == "table")
        key_ = Key::table;
    else
        key_ = Key::other;
}

void Wal2JsonScanner::take_value(std::string_view text) noexcept {
    if (key_ == Key::operation) operation_ = operation_spelt(text);
    if (key_ == Key::schema) schema_.set(text);
    if (key_ == Key::table) table_.set(text);
    if (key_ == Key::timestamp) commit_time_ = read_timestamp(text);
    if (key_ == Key::transactional && text == "false") in_transaction_ = false;
    key_ = Key::other;
}

void Wal2JsonScanner::begin_object(std::size_t depth) noexcept {
    if (depth == outermost) {
        change_depth_ = outermost;
        commit_time_.reset();
        in_transaction_ = true;
    }
    if (depth != change_depth_) return;
    operation_.reset();
    schema_.clear();
    table_.clear();
}

std::optional<JsonChange> Wal2JsonScanner::end_object(std::size_t depth) const noexcept {
    if (depth == change_depth_ && operation_)
        return JsonChange{*operation_, schema_.view(), table_.view(), commit_time_};
    if (depth == outermost && change_depth_ == in_change_list && in_transaction_)
        return JsonChange{Operation::commit, {}, {}, commit_time_};
    return std::nullopt;
}

std::optional<JsonChange> Wal2JsonScanner::change_at_hand() const noexcept {
    const bool inside = tokens_.depth() >= outermost && !tokens_.broken();
    if (!inside || change_depth_ != outermost || !operation_ || table_.view().empty())
        return std::nullopt;
    return JsonChange{*operation_, schema_.view(), table_.view(), commit_time_};
}

}  // namespace pgoscope::dissectors::logical
