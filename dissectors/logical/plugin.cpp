#include "dissectors/logical/plugin.h"

#include <array>

#include "dissectors/logical/dissect.h"
#include "dissectors/logical/test_decoding.h"

namespace pgoscope::dissectors::logical {
namespace {

struct Mark {
    std::string_view text;
    Plugin plugin;
};
constexpr std::array names{
    Mark{"pgoutput", Plugin::pgoutput},
    Mark{"test_decoding", Plugin::test_decoding},
    Mark{"wal2json", Plugin::wal2json},
};
// Options that only one of them has; include-xids is one of two.
constexpr std::array option_names{
    Mark{"proto_version", Plugin::pgoutput},
    Mark{"publication_names", Plugin::pgoutput},
    Mark{"format-version", Plugin::wal2json},
    Mark{"write-in-chunks", Plugin::wal2json},
    Mark{"pretty-print", Plugin::wal2json},
    Mark{"add-tables", Plugin::wal2json},
    Mark{"include-lsn", Plugin::wal2json},
    Mark{"skip-empty-xacts", Plugin::test_decoding},
    Mark{"force-binary", Plugin::test_decoding},
    Mark{"stream-changes", Plugin::test_decoding},
    Mark{"include-rewrites", Plugin::test_decoding},
};

}  // namespace

Plugin plugin_named(std::string_view name) noexcept {
    if (name.empty()) return Plugin::unknown;
    for (const auto& mark : names)
        if (mark.text == name) return mark.plugin;
    return Plugin::other;
}

Plugin plugin_of_options(const replication::ReplicationCommand& start) noexcept {
    for (const auto& mark : option_names)
        if (start.find_option(mark.text) != nullptr) return mark.plugin;
    return Plugin::unknown;
}

Plugin plugin_of_data(Bytes data) noexcept {
    const auto text = as_text(data);
    if (text.starts_with('{')) return Plugin::wal2json;
    if (read_test_decoding(text).operation != Operation::unknown) return Plugin::test_decoding;
    for (const bool in_stream : {false, true})
        if (!data.empty() &&
            dissect_pgoutput({data, true}, in_stream).malformation == v3::Malformation::none)
            return Plugin::pgoutput;
    return Plugin::unknown;
}

}  // namespace pgoscope::dissectors::logical
