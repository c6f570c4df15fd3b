#pragma once

#include <string>
#include <utility>
#include <variant>

namespace pgoscope::capture {

/// Why the environment would not let us: one sentence for a person that says what, where, and what
/// to do about it.
struct Failure {
    std::string sentence;
};

/// A value, or the sentence why there is none. For opening sources; never on the packet path.
template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : state_(std::move(value)) {}
    Result(Failure failure) : state_(std::move(failure)) {}

    [[nodiscard]] bool ok() const noexcept { return std::holds_alternative<T>(state_); }
    /// Only when `ok()`.
    [[nodiscard]] T& value() { return std::get<T>(state_); }
    /// Only when not `ok()`.
    [[nodiscard]] const std::string& error() const { return std::get<Failure>(state_).sentence; }

  private:
    std::variant<T, Failure> state_;
};

}  // namespace pgoscope::capture
