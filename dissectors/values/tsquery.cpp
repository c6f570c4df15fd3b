#include <string_view>

#include "dissectors/values/decoders.h"
#include "dissectors/values/lexeme.h"

namespace pgoscope::dissectors::decode {
namespace {

enum class Operator : std::uint8_t { not_ = 1, and_ = 2, or_ = 3, phrase = 4 };

// The server's tsearch_op_priority.
int priority_of(Operator op) {
    switch (op) {
        case Operator::or_:
            return 1;
        case Operator::and_:
            return 2;
        case Operator::phrase:
            return 3;
        case Operator::not_:
            break;
    }
    return 4;
}

// One node of the tree. On the wire an operator is followed by its right operand, then its left.
struct Node {
    bool is_operator = false;
    Operator op = Operator::not_;
    std::uint16_t distance = 0;
    unsigned weights = 0;
    bool prefix = false;
    std::string_view word;
};

Node read_node(ByteReader& in) {
    constexpr std::uint8_t operand_kind = 1;
    constexpr std::uint8_t operator_kind = 2;
    constexpr unsigned all_weights = 0xF;
    Node node;
    const auto kind = in.u8();
    if (kind == operand_kind) {
        node.weights = in.u8();
        const auto prefix = in.u8();
        node.prefix = prefix == 1;
        node.word = in.c_string();
        if (node.weights > all_weights || prefix > 1) in.fail();
    } else if (kind == operator_kind) {
        node.is_operator = true;
        const auto op = in.u8();
        node.op = Operator{op};
        if (op < 1 || op > 4) in.fail();
        if (node.op == Operator::phrase) node.distance = in.u16();
    } else {
        in.fail();
    }
    return node;
}

// How many nodes it has.
std::size_t skip_subtree(ByteReader& in) {
    std::size_t nodes = 0;
    for (std::size_t operands_awaited = 1; operands_awaited > 0 && in.ok(); ++nodes) {
        const auto node = read_node(in);
        if (!node.is_operator) {
            --operands_awaited;
        } else if (node.op != Operator::not_) {
            ++operands_awaited;
        }
    }
    return nodes;
}

// In place of a subtree that is nested too deep.
void put_raw_subtree(ByteReader& in, TextOutput& out) {
    auto subtree = in;
    skip_subtree(in);
    out.put_raw(subtree.bytes(subtree.remaining() - in.remaining()));
}

void put_operand(const Node& node, TextOutput& out) {
    put_lexeme(node.word, out);
    if (node.weights == 0 && !node.prefix) return;
    out.put(':');
    if (node.prefix) out.put('*');
    if ((node.weights & 8U) != 0) out.put('A');
    if ((node.weights & 4U) != 0) out.put('B');
    if ((node.weights & 2U) != 0) out.put('C');
    if ((node.weights & 1U) != 0) out.put('D');
}

void put_operator(const Node& node, TextOutput& out) {
    switch (node.op) {
        case Operator::or_:
            return out.put(" | ");
        case Operator::and_:
            return out.put(" & ");
        case Operator::not_:
            return out.put('!');
        case Operator::phrase:
            break;
    }
    if (node.distance == 1) return out.put(" <-> ");
    out.put(" <");
    out.put_decimal(node.distance);
    out.put("> ");
}

// Where a subtree stands in the text decides whether it needs parentheses.
struct Place {
    int parent_priority = 0;
    bool right_of_phrase = false;
    int depth = 0;
};

// Recursion is bounded, and with it the bytes that are read again to find a left operand.
constexpr int max_depth = 512;

// Infix notation, as the server's tsqueryout writes it. Reads exactly one subtree.
void put_subtree(ByteReader& in, TextOutput& out, Place place) {
    if (place.depth == max_depth) return put_raw_subtree(in, out);
    const auto node = read_node(in);
    if (!in.ok() || out.full()) return;
    if (!node.is_operator) return put_operand(node, out);

    const auto priority = priority_of(node.op);
    const bool parentheses =
        priority < place.parent_priority || (node.op == Operator::phrase && place.right_of_phrase);
    if (parentheses) out.put("( ");
    if (node.op == Operator::not_) {
        put_operator(node, out);
        put_subtree(in, out, {priority, false, place.depth + 1});
    } else {
        auto right = in;
        skip_subtree(in);
        put_subtree(in, out, {priority, false, place.depth + 1});
        put_operator(node, out);
        put_subtree(right, out, {priority, node.op == Operator::phrase, place.depth + 1});
        if (!right.ok()) in.fail();
    }
    if (parentheses) out.put(" )");
}

}  // namespace

void tsquery(ByteReader& in, TextOutput& out) {
    const auto count = in.u32();
    if (count == 0) return;
    auto tree = in;
    if (skip_subtree(tree) != count) return in.fail();
    put_subtree(in, out, {});
}

}  // namespace pgoscope::dissectors::decode
