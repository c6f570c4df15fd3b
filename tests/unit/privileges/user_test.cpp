#include "cli/privileges/user.h"

#include <catch2/catch.hpp>

#include "cli/usage_error.h"

using pgoscope::cli::choose_user;
using pgoscope::cli::Invocation;
using pgoscope::cli::UsageError;

namespace {

const Invocation root{0, 0, ""};
const Invocation daemon_user{1, 1, ""};

}  // namespace

TEST_CASE("root listens as nobody unless told otherwise", "[privileges]") {
    const auto user = choose_user("", root);
    CHECK(user.name == "nobody");
    CHECK(user.uid == 65534);
    CHECK(user.gid != 0);
}

TEST_CASE("root listens as root only when that is said", "[privileges]") {
    CHECK(choose_user("root", root).uid == 0);
    CHECK(choose_user("0", root).uid == 0);
}

TEST_CASE("under sudo the caller is the one to listen as", "[privileges]") {
    CHECK(choose_user("", {0, 0, "1"}).name == "daemon");
    CHECK(choose_user("nobody", {0, 0, "1"}).name == "nobody");
}

TEST_CASE("root that calls sudo is nobody all the same", "[privileges]") {
    const auto* sudo_uid = GENERATE("0", "", "one", "1x", "-1", "4294967295", "99999999999");
    CAPTURE(sudo_uid);
    CHECK(choose_user("", {0, 0, sudo_uid}).name == "nobody");
}

TEST_CASE("users are found by number too, without a name as well", "[privileges]") {
    CHECK(choose_user("1", root).name == "daemon");
    const auto user = choose_user("3000000001", root);
    CHECK(user.uid == 3000000001U);
    CHECK(user.gid == 3000000001U);
    CHECK(user.name == "3000000001");
}

TEST_CASE("an unknown user is a usage error that names him", "[privileges]") {
    CHECK_THROWS_WITH(choose_user("no_such_user", root), Catch::Contains("'no_such_user'"));
    CHECK_THROWS_AS(choose_user("4294967295", root), UsageError);
    CHECK_THROWS_AS(choose_user("-1", root), UsageError);
}

TEST_CASE("who is not root stays who he is", "[privileges]") {
    const auto user = choose_user("", daemon_user);
    CHECK(user.uid == 1);
    CHECK(user.name == "daemon");
    CHECK(choose_user("daemon", daemon_user).uid == 1);
    CHECK(choose_user("1", daemon_user).uid == 1);
    // Only root's environment is believed.
    CHECK(choose_user("", {1, 7, "65534"}).uid == 1);
    CHECK(choose_user("", {1, 7, ""}).gid == 7);
}

TEST_CASE("who is not root cannot choose another", "[privileges]") {
    CHECK_THROWS_WITH(choose_user("nobody", daemon_user), Catch::Contains("only root"));
    CHECK_THROWS_AS(choose_user("root", daemon_user), UsageError);
}
