#include <random>

#include <catch2/catch.hpp>

#include "dissectors/tables/type_table.h"
#include "dissectors/values/value_text.h"
#include "value_samples.h"

using namespace pgoscope::dissectors;

namespace {

constexpr ValueOptions bounded{.max_length = 500};

void expect_bounded(std::uint32_t oid, const std::vector<std::uint8_t>& bytes) {
    std::string text = "kept";
    const auto result = append_text(oid, bytes, text, bounded);
    if (result.form == ValueText::Form::malformed && text != "kept") FAIL("type " << oid);
    if (text.size() > 4 + bounded.max_length) FAIL("type " << oid);
    if (!text.starts_with("kept")) FAIL("type " << oid);
}

}  // namespace

TEST_CASE("random bytes of every type end in a text within its limit, or in nothing") {
    std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same bytes every time
    for (const auto& type : type_table) {
        for (int round = 0; round < 200; ++round) {
            std::vector<std::uint8_t> bytes(random() % 80);
            for (auto& byte : bytes) {
                // small numbers are what gets past the first checks
                byte = static_cast<std::uint8_t>(random() % 3 == 0 ? random() : random() % 3);
            }
            expect_bounded(type.oid, bytes);
        }
    }
    SUCCEED();
}

TEST_CASE("samples with bytes changed, read as any type") {
    std::mt19937 random(2);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same bytes every time
    for (const auto& sample : value_samples()) {
        for (int round = 0; round < 200; ++round) {
            auto bytes = sample.bytes;
            if (!bytes.empty()) {
                bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
            }
            expect_bounded(sample.oid, bytes);
            expect_bounded(type_table.at(random() % type_table.size()).oid, bytes);
        }
    }
    SUCCEED();
}
