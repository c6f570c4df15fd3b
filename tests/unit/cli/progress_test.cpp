#include "cli/progress.h"

#include <catch2/catch.hpp>

using pgoscope::cli::progress_line;

TEST_CASE("The bar shows the share that was read") {
    CHECK(progress_line(0, 2048) ==
          "[>                                       ]   0 %  0 B of 2.0 KiB");
    CHECK(progress_line(1024, 2048) ==
          "[====================>                   ]  50 %  1.0 KiB of 2.0 KiB");
    CHECK(progress_line(2048, 2048) ==
          "[========================================] 100 %  2.0 KiB of 2.0 KiB");
    // A file that grows while it is read.
    CHECK(progress_line(4096, 2048) ==
          "[========================================] 100 %  4.0 KiB of 2.0 KiB");
}

TEST_CASE("Without a known end it says how much was read") {
    CHECK(progress_line(3221225472, 0) == "3.0 GiB read");
}
