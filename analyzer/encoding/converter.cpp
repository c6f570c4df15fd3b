#include "analyzer/encoding/converter.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

#include <iconv.h>

namespace pgoscope::encoding {
namespace {

bool is_ascii(char byte) noexcept {
    return static_cast<std::uint8_t>(byte) < 0x80;
}

}  // namespace

std::unique_ptr<Converter> Converter::open(const ClientEncoding& encoding) {
    if (encoding.charset.empty()) return nullptr;
    const std::string charset(encoding.charset);
    iconv_t descriptor = iconv_open("UTF-8", charset.c_str());
    // POSIX tells of a failure so. NOLINTNEXTLINE(performance-no-int-to-ptr)
    if (descriptor == reinterpret_cast<iconv_t>(-1)) return nullptr;
    return std::unique_ptr<Converter>(new Converter(descriptor, encoding.characters));
}

Converter::~Converter() {
    iconv_close(descriptor_);
}

std::optional<std::size_t> Converter::append(std::string_view text, Ends ends, std::string& out) {
    const std::size_t before = out.size();
    std::size_t at = 0;
    while (at < text.size()) {
        const auto* const high = std::find_if_not(text.begin() + at, text.end(), is_ascii);
        const auto ascii = static_cast<std::size_t>(high - text.begin()) - at;
        out.append(text.substr(at, ascii));
        at += ascii;
        std::size_t end = at;
        while (end < text.size() && !is_ascii(text[end])) {
            const auto bytes = character_bytes(characters_, text.substr(end));
            if (bytes > text.size() - end) break;
            end += bytes;
        }
        const bool cut = end < text.size() && !is_ascii(text[end]);
        if ((cut && ends == Ends::whole) || !append_run(text.substr(at, end - at), out)) {
            out.resize(before);
            return std::nullopt;
        }
        if (cut) return end;
        at = end;
    }
    return at;
}

/// Characters none of which is ASCII, and all of them whole.
bool Converter::append_run(std::string_view run, std::string& out) {
    // Where an earlier text was broken off, iconv may remember a part of it.
    iconv(descriptor_, nullptr, nullptr, nullptr, nullptr);
    // iconv does not write to what it reads.
    char* from = const_cast<char*>(run.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
    std::size_t left = run.size();
    std::array<char, 1024> converted;
    constexpr auto failed = static_cast<std::size_t>(-1);
    for (bool flushed = false; !flushed;) {
        // Some encodings combine characters: the last is told when asked for.
        flushed = left == 0;
        char* to = converted.data();
        std::size_t room = converted.size();
        const auto result = iconv(descriptor_, flushed ? nullptr : &from, &left, &to, &room);
        const bool full = result == failed && errno == E2BIG;
        out.append(converted.data(), static_cast<std::size_t>(to - converted.data()));
        if (result == failed && !full) return false;
        flushed = flushed && !full;
    }
    return true;
}

Converter* Converters::find(const ClientEncoding& encoding) {
    const auto found = std::find_if(opened_.begin(), opened_.end(), [&](const Entry& entry) {
        return entry.encoding == &encoding;
    });
    if (found != opened_.end()) return found->converter.get();
    return opened_.emplace_back(Entry{&encoding, Converter::open(encoding)}).converter.get();
}

void Converters::open_all() {
    for (std::size_t i = 0; i < encoding_count(); ++i)
        static_cast<void>(find(encoding_at(i)));
}

}  // namespace pgoscope::encoding
