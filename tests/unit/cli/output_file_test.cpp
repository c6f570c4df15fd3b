#include "cli/output_file.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/usage_error.h"

using namespace pgoscope::cli;

namespace {

namespace fs = std::filesystem;

class TemporaryDirectory {
  public:
    TemporaryDirectory() {
        std::string pattern = (fs::temp_directory_path() / "output_file_XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
        path_ = pattern;
    }
    ~TemporaryDirectory() { fs::remove_all(path_); }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    [[nodiscard]] std::string operator/(std::string_view name) const {
        return (path_ / name).string();
    }
    [[nodiscard]] std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
    }

  private:
    fs::path path_;
};

std::string content(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("A file appears when it is whole, for its owner only") {
    const TemporaryDirectory directory;
    const auto path = directory / "out.json";
    {
        OutputFile file(path, {});
        CHECK(file.write("first "));
        CHECK(file.write("second"));
        CHECK_FALSE(fs::exists(path));
        CHECK(file.finish());
    }
    CHECK(content(path) == "first second");
    struct stat status {};
    REQUIRE(stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
    CHECK(directory.files() == 1);
}

TEST_CASE("A file that was not finished leaves nothing, and the one before it untouched") {
    const TemporaryDirectory directory;
    const auto path = directory / "out.json";
    std::ofstream(path) << "old";
    {
        OutputFile file(path, {});
        CHECK(file.write("new"));
    }
    CHECK(content(path) == "old");
    CHECK(directory.files() == 1);
}

TEST_CASE("A file that is written in its place shows what comes, for its owner only") {
    const TemporaryDirectory directory;
    const auto path = directory / "lines";
    std::ofstream(path) << "what was there before";
    fs::permissions(path, fs::perms::all);
    {
        OutputFile file(path, {}, OutputFile::Appearance::as_it_is_written);
        CHECK(content(path).empty());
        CHECK(file.write("first "));
        CHECK(content(path) == "first ");
        CHECK(file.write("second"));
        CHECK(file.finish());
    }
    CHECK(content(path) == "first second");
    CHECK(fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
    CHECK(directory.files() == 1);
    {
        OutputFile unfinished(directory / "new", {}, OutputFile::Appearance::as_it_is_written);
        CHECK(unfinished.write("some"));
    }
    CHECK(content(directory / "new") == "some");
    CHECK_THROWS_WITH(
        OutputFile(directory / "no/lines", {}, OutputFile::Appearance::as_it_is_written),
        Catch::Contains("No such file or directory"));
}

TEST_CASE("A file that is written in its place goes on at its begin after somebody emptied it") {
    const TemporaryDirectory directory;
    const auto path = directory / "lines";
    OutputFile file(path, {}, OutputFile::Appearance::as_it_is_written);
    CHECK(file.write("first"));
    fs::resize_file(path, 0);
    CHECK(file.write("second"));
    CHECK(content(path) == "second");
}

TEST_CASE("A symbolic link stays one") {
    const TemporaryDirectory directory;
    std::ofstream(directory / "target") << "old";
    fs::create_symlink("target", directory / "link");
    OutputFile file(directory / "link", {});
    CHECK(file.write("new"));
    CHECK(file.finish());
    CHECK(fs::is_symlink(directory / "link"));
    CHECK(content(directory / "target") == "new");
}

TEST_CASE("A capture is never written over") {
    const TemporaryDirectory directory;
    std::ofstream(directory / "a.pcap") << "precious";
    fs::create_hard_link(directory / "a.pcap", directory / "same.pcap");
    CHECK_THROWS_WITH(OutputFile(directory / "same.pcap", {directory / "a.pcap"}),
                      Catch::Contains("is the capture itself"));
    CHECK(content(directory / "a.pcap") == "precious");
}

TEST_CASE("A device is written in place, and a full one says so") {
    OutputFile null("/dev/null", {});
    CHECK(null.write("text"));
    CHECK(null.finish());
    CHECK(fs::is_character_file("/dev/null"));

    OutputFile full("/dev/full", {});
    CHECK_FALSE(full.write("text"));
    CHECK(full.state() == OutputFile::State::failed);
    CHECK(full.error() ==
          "cannot write '/dev/full': No space left on device; free some space, or choose another "
          "place with --output");
    CHECK_FALSE(full.write("more"));
    CHECK_FALSE(full.finish());
    CHECK(fs::is_character_file("/dev/full"));
}

TEST_CASE("What cannot be opened is a usage error before any work") {
    const TemporaryDirectory directory;
    CHECK_THROWS_WITH(OutputFile(directory / "no/out.json", {}),
                      Catch::Contains("No such file or directory") && Catch::Contains("choose"));
    CHECK_THROWS_WITH(OutputFile(directory / "", {}), Catch::Contains("is a directory"));
    CHECK(directory.files() == 0);
}
