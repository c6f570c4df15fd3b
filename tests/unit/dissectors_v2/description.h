#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "dissectors/v2/dissect.h"

/// Says of a message what the comments of the vectors say, whose notation is Python's.
namespace description {

namespace v2 = pgoscope::dissectors::v2;
namespace v3 = pgoscope::dissectors::v3;

inline std::string quoted(std::string_view text) {
    const bool has_single = text.find('\'') != std::string_view::npos;
    const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
    std::string shown(1, quote);
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == quote || c == '\\')
            shown += std::string("\\") + c;
        else if (c == '\n')
            shown += "\\n";
        else if (c == '\t')
            shown += "\\t";
        else if (c == '\r')
            shown += "\\r";
        else if (byte < ' ' || byte > '~') {
            constexpr std::string_view digits = "0123456789abcdef";
            shown += {'\\', 'x', digits[byte >> 4U], digits[byte & 15U]};
        } else
            shown += c;
    }
    return shown + quote;
}

inline std::string of_bytes(pgoscope::Bytes bytes) {
    return "b" + quoted(pgoscope::as_text(bytes));
}

template <class List>
std::string of_values(const List& values) {
    std::string shown;
    for (const auto& value : values)
        shown += (shown.empty() ? "" : ", ") + (value.null ? "None" : of_bytes(value.bytes));
    return "[" + shown + "]";
}

inline std::uint32_t number(pgoscope::Bytes bytes) {
    pgoscope::ByteReader reader(bytes);
    return reader.u32();
}

struct Describe {
    std::string operator()(const v2::StartupPacket& packet) const {
        return "StartupPacket v" + std::to_string(packet.major);
    }
    std::string operator()(const v2::SCMCredential&) const { return "credential"; }
    std::string operator()(const v2::PasswordPacket& packet) const {
        return "password " + std::string(packet.password);
    }
    std::string operator()(const v3::Query& query) const {
        return query.query == " " ? "v1 sync probe" : std::string(query.query);
    }
    std::string operator()(const v2::FunctionCall& call) const {
        return std::to_string(call.function_oid) + " " + of_values(call.arguments);
    }
    std::string operator()(const v3::CopyData& copy) const { return of_bytes(copy.data); }
    std::string operator()(const v3::Authentication& request) const {
        std::string salt;
        for (const auto byte : request.salt) {
            constexpr std::string_view digits = "0123456789abcdef";
            salt += {digits[byte >> 4U], digits[byte & 15U]};
        }
        return "R [" + std::to_string(request.code) + (salt.empty() ? "" : ", '" + salt + "'") +
               "]";
    }
    std::string operator()(const v3::BackendKeyData& key) const {
        return "K [" + std::to_string(key.process_id) + ", " +
               std::to_string(number(key.secret_key)) + "]";
    }
    std::string operator()(const v3::ReadyForQuery&) const { return "Z None"; }
    std::string operator()(const v3::CommandComplete& complete) const {
        return "C " + quoted(complete.tag);
    }
    std::string operator()(const v2::CursorResponse& cursor) const {
        return "P " + quoted(cursor.portal);
    }
    std::string operator()(const v3::EmptyQueryResponse&) const { return "I ''"; }
    std::string operator()(const v3::ErrorFields& error) const { return quoted(error.old_style); }
    std::string operator()(const v3::NotificationResponse& notification) const {
        return "A [" + std::to_string(notification.process_id) + ", " +
               quoted(notification.channel) + "]";
    }
    std::string operator()(const v2::RowDescription& rows) const {
        std::string shown;
        for (const auto& column : rows.columns) {
            shown += (shown.empty() ? "(" : ", (") + quoted(column.name) + ", " +
                     std::to_string(column.type_oid) + ", " + std::to_string(column.type_size);
            if (column.type_modifier) shown += ", " + std::to_string(*column.type_modifier);
            shown += ")";
        }
        return "T [" + shown + "]";
    }
    std::string operator()(const v2::AsciiRow& row) const { return "D " + of_values(row.columns); }
    std::string operator()(const v2::BinaryRow& row) const { return "B " + of_values(row.columns); }
    std::string operator()(const v3::FunctionCallResponse& response) const {
        return response.result.null ? "V ['0']"
                                    : "V [" + of_bytes(response.result.bytes) + ", '0']";
    }
    template <class Other>
    std::string operator()(const Other&) const {
        return "";
    }
};

}  // namespace description

inline std::string describe(const pgoscope::dissectors::v2::Dissection& dissection) {
    using pgoscope::dissectors::MessageName;
    const auto text = std::visit(description::Describe{}, dissection.message);
    switch (dissection.name) {
        case MessageName::ErrorResponse:
            return "E " + text;
        case MessageName::NoticeResponse:
            return "N " + text;
        case MessageName::CopyInResponse:
        case MessageName::CopyOutResponse:
            return "COPY start";
        default:
            return text;
    }
}
