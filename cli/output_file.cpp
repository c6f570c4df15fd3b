#include "cli/output_file.h"

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/usage_error.h"

namespace pgoscope::cli {
namespace {

std::optional<struct stat> status_of(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return std::nullopt;
    return status;
}

/// Follows symbolic links, so that the file they lead to is replaced and not the link.
std::string resolved(const std::string& path) {
    char* real = ::realpath(path.c_str(), nullptr);
    if (real == nullptr) return path;
    std::string result = real;
    std::free(real);  // NOLINT(cppcoreguidelines-no-malloc): realpath allocates
    return result;
}

std::string_view advice(int error_number) {
    switch (error_number) {
        case ENOSPC:
        case EDQUOT:
            return "; free some space, or choose another place with --output";
        case EACCES:
        case EPERM:
        case EROFS:
        case ENOENT:
        case ENOTDIR:
            return "; choose a directory that exists and that you may write to";
        default:
            return "; choose another place with --output";
    }
}

std::string cannot_write(const std::string& path, int error_number) {
    std::string sentence = "cannot write ";
    sentence += path.empty() ? "standard output" : "'" + path + "'";
    sentence += ": " + std::generic_category().message(error_number);
    sentence += advice(error_number);
    return sentence;
}

}  // namespace

OutputFile::OutputFile(std::string path, const std::vector<std::string>& inputs,
                       Appearance appearance)
    : path_(path == "-" ? std::string() : std::move(path)) {
    if (path_.empty()) {
        descriptor_ = STDOUT_FILENO;
        return;
    }
    if (const auto existing = status_of(path_)) {
        if (S_ISDIR(existing->st_mode))
            throw UsageError("--output: '" + path_ + "' is a directory; name a file in it");
        for (const auto& input : inputs) {
            const auto capture = input == "-" ? std::nullopt : status_of(input);
            if (capture && capture->st_dev == existing->st_dev &&
                capture->st_ino == existing->st_ino)
                throw UsageError("--output: '" + path_ +
                                 "' is the capture itself; choose another name");
        }
        path_ = resolved(path_);
        if (!S_ISREG(existing->st_mode)) appearance = Appearance::as_it_is_written;
    }
    if (appearance == Appearance::as_it_is_written) {
        open_in_place();
        return;
    }
    // mkostemp makes the file with mode 0600.
    partial_ = path_ + ".partial-XXXXXX";
    descriptor_ = ::mkostemp(partial_.data(), O_CLOEXEC);
    if (descriptor_ < 0) {
        partial_.clear();
        throw UsageError(cannot_write(path_, errno));
    }
}

void OutputFile::open_in_place() {
    constexpr mode_t owner_only = S_IRUSR | S_IWUSR;
    // Appending, it goes on at the begin once somebody empties the file, as logrotate does.
    descriptor_ =
        ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, owner_only);
    if (descriptor_ < 0) throw UsageError(cannot_write(path_, errno));
    struct stat status {};
    // One that was there may have another mode.
    if (::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode))
        (void)::fchmod(descriptor_, owner_only);
}

OutputFile::~OutputFile() {
    if (descriptor_ >= 0 && !path_.empty()) (void)::close(descriptor_);
    if (!partial_.empty()) (void)::unlink(partial_.c_str());
}

bool OutputFile::fail(int error_number) {
    if (error_number == EPIPE) {
        state_ = State::closed_pipe;
    } else {
        state_ = State::failed;
        error_ = cannot_write(path_, error_number);
    }
    return false;
}

bool OutputFile::write(std::string_view text) {
    if (state_ != State::open) return false;
    while (!text.empty()) {
        const auto written = ::write(descriptor_, text.data(), text.size());
        if (written >= 0)
            text.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            return fail(errno);
    }
    return true;
}

bool OutputFile::finish() {
    if (state_ != State::open) return false;
    if (path_.empty()) return true;
    // Some file systems tell of a full disk only here.
    if (::close(std::exchange(descriptor_, -1)) != 0) return fail(errno);
    if (partial_.empty()) return true;
    if (::rename(partial_.c_str(), path_.c_str()) != 0) return fail(errno);
    partial_.clear();
    return true;
}

}  // namespace pgoscope::cli
