#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "analyzer/report/timeline/timeline_json.h"
#include "analyzer/report/timeline/timeline_text.h"

/// Bodies of messages, field by field.
class Body {
  public:
    Body& integer(std::uint64_t value, int width) {
        for (int i = width; i-- > 0;)
            bytes_.push_back(static_cast<char>(value >> (8 * i) & 0xff));
        return *this;
    }
    Body& i8(std::uint64_t value) { return integer(value, 1); }
    Body& i16(std::uint64_t value) { return integer(value, 2); }
    Body& i32(std::uint64_t value) { return integer(value, 4); }
    Body& raw(std::string_view bytes) {
        bytes_.append(bytes);
        return *this;
    }
    Body& text(std::string_view characters) { return raw(characters).i8(0); }
    Body& value(std::string_view bytes) { return i32(bytes.size()).raw(bytes); }
    Body& null() { return i32(0xffffffff); }
    /// A field of an error.
    Body& field(char code, std::string_view characters) {
        return i8(static_cast<std::uint8_t>(code)).text(characters);
    }

    [[nodiscard]] const std::string& bytes() const { return bytes_; }

  private:
    std::string bytes_;
};

/// One session told to both timelines, message by message, from the bytes of the messages.
class Told {
  public:
    using Options = pgoscope::report::Options;
    using Style = pgoscope::report::Style;

    /// 2026-11-20T21:16:10.775123456Z
    static constexpr pgoscope::PacketTime start = 1'795'209'370'775'123'456;

    explicit Told(const Options& options = {}, const Style& style = {})
        : json_output_([this](std::string_view text) { return keep(json_text_, text); }),
          text_output_([this](std::string_view text) { return keep(text_, text); }),
          json_sink_(json_output_, options),
          text_sink_(text_output_, options, style) {
        session.number = 3;
        session.client = endpoint(7, 51834);
        session.server = endpoint(9, 5432);
        session.opened = start;
    }

    void frontend(char tag, const Body& body) {
        tell(pgoscope::dissectors::Direction::frontend, tag, body,
             pgoscope::dissectors::v3::dissect_frontend(tag, whole(body), family));
    }
    void backend(char tag, const Body& body) {
        tell(pgoscope::dissectors::Direction::backend, tag, body,
             pgoscope::dissectors::v3::dissect_backend(tag, whole(body)));
    }
    /// `body` is what follows the length word.
    void startup(const Body& body) {
        Body packet;
        packet.i32(body.bytes().size() + 4).raw(body.bytes());
        tell(pgoscope::dissectors::Direction::frontend, 0, packet,
             pgoscope::dissectors::v3::dissect_startup(whole(packet)));
    }
    void encryption_response(char answer) {
        pgoscope::dissectors::v3::Dissection dissection;
        dissection.name = pgoscope::dissectors::MessageName::SSLResponse;
        dissection.message = pgoscope::dissectors::v3::EncryptionResponse{answer};
        tell(pgoscope::dissectors::Direction::backend, 0, {}, dissection);
    }

    template <class Tell>
    void both(Tell tell) {
        tell(static_cast<pgoscope::events::Sink&>(json_sink_));
        tell(static_cast<pgoscope::events::Sink&>(text_sink_));
    }

    [[nodiscard]] const std::string& json_text() {
        json_output_.flush();
        return json_text_;
    }
    [[nodiscard]] const std::string& text() {
        text_output_.flush();
        return text_;
    }
    /// The last event, parsed; throws for what is not JSON.
    [[nodiscard]] nlohmann::json last() {
        const auto& all = json_text();
        const auto end = all.size() - 1;
        const auto before = all.rfind('\n', end - 1);
        const auto begin = before == std::string::npos ? 0 : before + 1;
        return nlohmann::json::parse(all.substr(begin, end - begin));
    }
    [[nodiscard]] nlohmann::json fields() { return last().at("fields"); }
    [[nodiscard]] std::string note() { return last().at("note"); }
    [[nodiscard]] std::string last_line() {
        const auto& all = text();
        const auto before = all.rfind('\n', all.size() - 2);
        return all.substr(before == std::string::npos ? 0 : before + 1);
    }

    // What the next messages are told with.
    pgoscope::events::SessionInfo session;
    pgoscope::PacketTime now = start;
    const pgoscope::events::Exchange* exchange = nullptr;
    bool completes_exchange = false;
    const pgoscope::events::PreparedStatement* statement = nullptr;
    const pgoscope::events::Portal* portal = nullptr;
    const pgoscope::events::ResultShape* shape = nullptr;
    const pgoscope::events::QuotedValues* quoted = nullptr;
    pgoscope::events::TransactionStatus transaction = pgoscope::events::TransactionStatus::unknown;
    std::optional<pgoscope::Nanoseconds> since_cancel;
    pgoscope::dissectors::v3::PasswordFamily family =
        pgoscope::dissectors::v3::PasswordFamily::unknown;
    bool complete = true;
    std::uint64_t missing_bytes = 0;
    std::size_t bytes_not_kept = 0;  ///< of the end of a message that is not complete

  private:
    static bool keep(std::string& all, std::string_view text) {
        all.append(text);
        return true;
    }
    static pgoscope::Endpoint endpoint(std::uint8_t last, std::uint16_t port) {
        return {.address = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, last}},
                .port = port};
    }
    [[nodiscard]] pgoscope::dissectors::v3::Body whole(const Body& body) const {
        return {pgoscope::as_bytes(body.bytes()), complete};
    }
    void tell(pgoscope::dissectors::Direction direction, char tag, const Body& body,
              const pgoscope::dissectors::v3::Dissection& dissection) {
        const std::size_t framing = tag == 0 ? 0 : 5;
        const pgoscope::events::MessageEvent event{
            .session = session,
            .direction = direction,
            .first_time = now,
            .time = now,
            .packet = 42,
            .tag = tag,
            .length_bytes =
                static_cast<std::uint32_t>(body.bytes().size() + framing + bytes_not_kept),
            .missing_bytes = missing_bytes,
            .truncated = !complete,
            .dissection = dissection,
            .exchange = exchange,
            .completes_exchange = completes_exchange,
            .statement = statement,
            .portal = portal,
            .shape = shape,
            .quoted = quoted,
            .failed_statement = nullptr,
            .transaction = transaction,
            .since_cancel = since_cancel,
        };
        both([&](pgoscope::events::Sink& sink) { sink.on_message(event); });
    }

    std::string json_text_;
    std::string text_;
    pgoscope::report::Output json_output_;
    pgoscope::report::Output text_output_;
    pgoscope::report::TimelineJson json_sink_;
    pgoscope::report::TimelineText text_sink_;
};
