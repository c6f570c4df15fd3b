// What the precompiled header of the tests is made from.
#include <catch2/catch.hpp>
