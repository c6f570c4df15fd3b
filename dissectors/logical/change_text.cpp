#include "dissectors/logical/change_text.h"

#include <algorithm>

#include "dissectors/tables/type_table.h"

namespace pgoscope::dissectors::logical {
namespace {

/// In place of what does not fit or is not at hand.
constexpr std::string_view cut_mark = " ...";

bool needs_quotes(std::string_view text) noexcept {
    return text.empty() || text == "NULL" ||
           text.find_first_of(" \t\n\r\v\f'\"") != std::string_view::npos;
}

void put_quoted(std::string_view text, std::string& out) {
    out += '\'';
    for (const auto character : text) {
        if (character == '\'') out += '\'';
        out += character;
    }
    out += '\'';
}

/// The text of one change under way: columns side by side, up to a limit.
class ChangeText {
  public:
    ChangeText(const Relation& relation, std::string& out, const ChangeTextOptions& options)
        : relation_(relation), out_(out), options_(options), start_(out.size()) {}

    void begin(std::string_view operation) {
        out_ += relation_.schema;
        out_ += '.';
        out_ += relation_.table;
        out_ += ' ';
        out_ += operation;
    }

    void put_name(std::size_t column) {
        out_ += ' ';
        if (column < relation_.columns.size())
            out_ += relation_.columns[column].name;
        else
            out_ += "column" + std::to_string(column + 1);
    }

    void put_value(std::size_t column, const ColumnValue& value) {
        if (hides(column)) {
            out_ += "redacted";
            return;
        }
        switch (value.kind) {
            case ColumnValue::Kind::null:
                out_ += "NULL";
                break;
            case ColumnValue::Kind::unchanged:
                out_ += "(unchanged)";
                break;
            case ColumnValue::Kind::text:
                put_text(text_value(value.bytes));
                break;
            case ColumnValue::Kind::binary:
                put_binary(column, value.bytes);
                break;
        }
    }

    void put_column(std::size_t column, const ColumnValue& value) {
        put_name(column);
        out_ += '=';
        put_value(column, value);
    }

    void put_change(std::size_t column, const ColumnValue& before, const ColumnValue& after) {
        put_name(column);
        out_ += ' ';
        put_value(column, before);
        out_ += " -> ";
        put_value(column, after);
    }

    /// Whether the column tells which row it is.
    [[nodiscard]] bool names_row(std::size_t column) const noexcept {
        if (relation_.replica_identity == 'f') return column == 0;
        return column < relation_.columns.size() && relation_.columns[column].key;
    }

    /// Of a tuple that has `count` columns only these were at hand.
    void put_cut(std::size_t column, std::uint32_t count) {
        if (column < count) out_ += cut_mark;
    }

    /// Nothing more need be put.
    [[nodiscard]] bool full() const noexcept { return out_.size() - start_ > options_.max_length; }

    void end() {
        if (!full()) return;
        const auto kept = options_.max_length - std::min(options_.max_length, cut_mark.size());
        out_.resize(start_ + kept);
        out_ += cut_mark.substr(0, options_.max_length - kept);
    }

  private:
    [[nodiscard]] bool hides(std::size_t column) const noexcept {
        return options_.hides != nullptr && column < relation_.columns.size() &&
               options_.hides(relation_.columns[column].name);
    }

    [[nodiscard]] std::string text_value(Bytes bytes) const {
        // `text` is a type whose binary form is its text: this cuts it as any other value.
        constexpr auto text_oid = oid_of("text");
        std::string text;
        (void)append_text(text_oid, bytes, text, options_.value);
        return text;
    }

    void put_text(std::string_view text) {
        if (needs_quotes(text))
            put_quoted(text, out_);
        else
            out_ += text;
    }

    void put_binary(std::size_t column, Bytes bytes) {
        std::string text;
        const auto type = type_of(column);
        auto printed = append_text(type, bytes, text, options_.value);
        constexpr std::uint32_t no_type = 0;
        // Another type may have the name of an extension's.
        if (printed.form == ValueText::Form::malformed && type >= first_user_oid)
            printed = append_text(no_type, bytes, text, options_.value);
        if (printed.form == ValueText::Form::malformed)
            out_ += "(malformed)";
        else
            put_text(text);
    }

    [[nodiscard]] std::uint32_t type_of(std::size_t column) const noexcept {
        if (column >= relation_.columns.size()) return 0;
        const auto& known = relation_.columns[column];
        return known.base_type_oid != 0 ? known.base_type_oid : known.type_oid;
    }

    const Relation& relation_;
    std::string& out_;
    const ChangeTextOptions& options_;
    std::size_t start_;
};

bool same(const ColumnValue& before, const ColumnValue& after) noexcept {
    return after.kind == ColumnValue::Kind::unchanged ||
           (before.kind == after.kind && std::ranges::equal(before.bytes, after.bytes));
}

void put_all(const TupleData& tuple, ChangeText& text) {
    std::size_t column = 0;
    for (const auto& value : tuple) {
        if (text.full()) return;
        text.put_column(column++, value);
    }
    text.put_cut(column, tuple.count());
}

void put_row_name(const TupleData& tuple, ChangeText& text) {
    std::size_t column = 0;
    for (const auto& value : tuple) {
        if (text.full()) return;
        if (text.names_row(column)) text.put_column(column, value);
        ++column;
    }
}

/// Both tuples side by side. With only the key sent of the old one, other columns have no old
/// value. False: nothing changed, as all that is at hand of them tells.
bool put_changes(const Update& change, ChangeText& text) {
    bool any = false;
    auto before = change.old_tuple.begin();
    const auto no_more_before = TupleData::end();
    std::size_t column = 0;
    for (const auto& after : change.new_tuple) {
        if (text.full()) return true;
        const bool known_before =
            before != no_more_before && (change.old_kind == 'O' || text.names_row(column));
        if (known_before && !same(*before, after)) {
            text.put_change(column, *before, after);
            any = true;
        } else if (!known_before && !text.names_row(column)) {
            text.put_column(column, after);
            any = true;
        }
        if (before != no_more_before) ++before;
        ++column;
    }
    // An update has columns: without any, its end is missing from the old tuple on.
    const auto count = std::max<std::uint32_t>(change.new_tuple.count(), 1);
    text.put_cut(column, count);
    return any || column < count;
}

}  // namespace

void append_change(const Relation& relation, const Insert& change, std::string& out,
                   const ChangeTextOptions& options) {
    ChangeText text(relation, out, options);
    text.begin("INSERT");
    put_all(change.new_tuple, text);
    text.end();
}

void append_change(const Relation& relation, const Update& change, std::string& out,
                   const ChangeTextOptions& options) {
    ChangeText text(relation, out, options);
    text.begin("UPDATE");
    put_row_name(change.old_kind != 0 ? change.old_tuple : change.new_tuple, text);
    out += ':';
    if (!put_changes(change, text)) out += " nothing changed";
    text.end();
}

void append_change(const Relation& relation, const Delete& change, std::string& out,
                   const ChangeTextOptions& options) {
    ChangeText text(relation, out, options);
    text.begin("DELETE");
    if (change.old_kind == 'K')
        put_row_name(change.old_tuple, text);
    else
        put_all(change.old_tuple, text);
    text.end();
}

}  // namespace pgoscope::dissectors::logical
