#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "dissectors/logical/messages.h"
#include "dissectors/values/type_names.h"

namespace pgoscope::dissectors::logical {

/// Bytes kept of one name. A server's end at NAMEDATALEN, 64 unless it was built otherwise; longer
/// ones, which each change and each column would repeat, are an enemy's.
inline constexpr std::size_t longest_kept_name = 256;

/// A table as a Relation message described it, to be kept: a later message with the same OID
/// replaces it.
struct Relation {
    struct Column {
        std::string name;
        std::uint32_t type_oid = 0;
        std::int32_t type_modifier = -1;
        bool key = false;  ///< part of the replica identity; all columns are when it is full
        /// `public.mood`, of a type that a Type message told; empty for others.
        std::string type_name{};
        /// Of a domain: the built-in type that it is made of, in whose form its values come; else
        /// 0.
        std::uint32_t base_type_oid = 0;

        bool operator==(const Column&) const = default;
    };
    std::uint32_t oid = 0;
    std::string schema;
    std::string table;
    char replica_identity = 0;  ///< as in RelationMessage
    std::vector<Column> columns;

    bool operator==(const Relation&) const = default;
};

/// A user-defined type that columns of later Relation messages have. For a domain the server names
/// the type that it is made of.
struct Type {
    std::uint32_t oid = 0;
    std::string schema;
    std::string name;

    bool operator==(const Type&) const = default;
};

/// Those that Type messages told, by OID.
using Types = std::unordered_map<std::uint32_t, Type>;

/// Their names, to print values by. Valid as long as the types.
class ToldTypeNames final : public TypeNames {
  public:
    explicit ToldTypeNames(const Types& types) noexcept : types_(types) {}
    [[nodiscard]] TypeName name_of(std::uint32_t type_oid) const noexcept override;

  private:
    const Types& types_;
};

[[nodiscard]] Relation relation_of(const RelationMessage& message, const Types& types = {});
[[nodiscard]] Type type_of(const TypeMessage& message);

}  // namespace pgoscope::dissectors::logical
