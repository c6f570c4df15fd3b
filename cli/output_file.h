#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pgoscope::cli {

/// Where the output goes: a file that appears under its name when it is whole or is written in its
/// place as the output comes, as a stream (standard output, a device, a named pipe) always is.
class OutputFile {
  public:
    enum class State : std::uint8_t {
        open,
        closed_pipe,  ///< the reader wants no more, which is no error
        failed,       ///< `error()` says why
    };

    enum class Appearance : std::uint8_t {
        when_whole,  ///< under a name of its own beside `path` until then
        /// What was in it before is gone from the start. Somebody may empty it meanwhile.
        as_it_is_written,
    };

    /// `path` empty or `-`: standard output. Anything else is opened now, before the work starts:
    /// a regular file readable by its owner only, and never over one of `inputs`. Throws
    /// UsageError.
    OutputFile(std::string path, const std::vector<std::string>& inputs,
               Appearance appearance = Appearance::when_whole);
    /// Leaves nothing behind of a file that was to appear when whole and was not finished.
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    /// False once a write failed: everything later is dropped.
    bool write(std::string_view text);
    /// Gives the file its name. False when that failed, or a write did before.
    bool finish();

    [[nodiscard]] State state() const noexcept { return state_; }
    /// One sentence for a person, after `failed`.
    [[nodiscard]] const std::string& error() const noexcept { return error_; }

  private:
    void open_in_place();
    bool fail(int error_number);

    std::string path_;     ///< empty: standard output
    std::string partial_;  ///< what the file is called until it is whole; empty for streams
    int descriptor_ = -1;
    State state_ = State::open;
    std::string error_;
};

}  // namespace pgoscope::cli
