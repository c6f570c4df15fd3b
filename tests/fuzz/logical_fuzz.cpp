#include <cstdlib>
#include <string>

#include "dissectors/byte_reader.h"
#include "dissectors/logical/change_text.h"
#include "dissectors/logical/dissect.h"
#include "dissectors/logical/plugin.h"
#include "dissectors/logical/test_decoding.h"
#include "dissectors/logical/wal2json.h"
#include "dissectors/replication/commands.h"
#include "dissectors/replication/wal_messages.h"

using namespace pgoscope;
using namespace pgoscope::dissectors;

// Whatever a replication connection carries: messages of the stream, output of plugins, commands.
namespace {

constexpr std::size_t text_limit = 100;

void expect_bounded(const logical::Relation& relation, const logical::Message& message) {
    logical::ChangeTextOptions options;
    options.max_length = text_limit;
    std::string text;
    if (const auto* insert = std::get_if<logical::Insert>(&message))
        append_change(relation, *insert, text, options);
    if (const auto* update = std::get_if<logical::Update>(&message))
        append_change(relation, *update, text, options);
    if (const auto* removal = std::get_if<logical::Delete>(&message))
        append_change(relation, *removal, text, options);
    if (text.size() > text_limit) std::abort();
}

/// Messages of pgoutput, each behind two bytes of its length.
void read_stream(Bytes stream) {
    ByteReader reader(stream);
    logical::Relation relation;
    bool in_stream = false;
    while (reader.ok() && reader.remaining() > 0) {
        const auto data = reader.bytes(reader.u16());
        const auto dissection = logical::dissect_pgoutput({data, true}, in_stream);
        if (dissection.offset > data.size()) std::abort();
        if (const auto* message = std::get_if<logical::RelationMessage>(&dissection.message))
            relation = logical::relation_of(*message);
        if (std::holds_alternative<logical::StreamStart>(dissection.message)) in_stream = true;
        if (std::holds_alternative<logical::StreamStop>(dissection.message)) in_stream = false;
        expect_bounded(relation, dissection.message);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes input(data, size);
    read_stream(input);
    for (const auto direction : {Direction::frontend, Direction::backend})
        for (const bool complete : {false, true})
            (void)replication::dissect_wal_message(direction, input, complete);
    (void)replication::read_replication_command(as_text(input));
    (void)logical::read_test_decoding(as_text(input));
    (void)logical::plugin_of_data(input);
    logical::Wal2JsonScanner scanner;
    for (auto piece = input; scanner.next(piece);) {
    }
    return 0;
}
