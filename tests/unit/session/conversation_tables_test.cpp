#include <stdexcept>

#include <catch2/catch.hpp>

#include "conversation_notation.h"
#include "conversation_outcome.h"

/// What a server answers and to whom the answers belong, by the rules of the server's main loop
/// (tcop/postgres.c) and of COPY (commands/copyfromparse.c). The notation is explained in
/// conversation_notation.h, the words in conversation_outcome.h. Every answer was observed on a
/// server or follows from its sources; none was taken from this program.

TEST_CASE("what is not in the notation of conversations is refused") {
    for (const auto* line : {"> Y", "< P", "> QQ", "> P:nothing", "elsewhere"}) {
        INFO(line);
        CHECK_THROWS_AS(read_conversation(line, PacketsOf::one_turn), std::invalid_argument);
    }
}

TEST_CASE("an error in an extended message skips up to the Sync, one elsewhere skips nothing") {
    const auto check = check_conversation;
    check("> P S Q < E Z T D C Z", "prepare:failed<EZ query:completed<TDCZ");
    check("> B/a S Q < E:26000 Z T D C Z", "prepare:failed<EZ query:completed<TDCZ");
    check("> D/a S Q < E:26000 Z T D C Z", "prepare:failed<EZ query:completed<TDCZ");
    check("> P B E S Q < 1 2 E Z T D C Z", "execute:failed<12EZ query:completed<TDCZ");
    check("> Q Q < E Z T D C Z", "query:failed<EZ query:completed<TDCZ calls=1");
    check("> F Q < E Z T D C Z", "function_call:failed<EZ query:completed<TDCZ");
    check("> P B E S P B E S < 1 2 E Z 1 2 D C Z", "execute:failed<12EZ execute:completed<12DCZ");
}

TEST_CASE("a server that skips drops everything but Sync and Terminate") {
    const auto check = check_conversation;
    check("> P Q S < E Z", "prepare:failed query:skipped calls=0");
    check("> P F S < E Z", "prepare:failed function_call:skipped");
    check("> P C/a S < E Z", "prepare:failed close:skipped");
    check("> P B E P B E S Q < E Z T D C Z",
          "execute:failed<E execute:skipped<Z query:completed<TDCZ calls=1");
    check("> P d c S Q < E Z T D C Z", "prepare:failed<EZ query:completed<TDCZ");
    check("> P H S Q < E Z T D C Z", "prepare:failed<EZ query:completed<TDCZ");
    check("> P X < E", "prepare:failed<E");
    check("> P < E > Q > S < Z > Q < T D C Z",
          "prepare:failed<E query:skipped<Z query:completed<TDCZ");
    check("> P < E > B E > S < Z > Q < T D C Z",
          "prepare:failed<E execute:skipped<Z query:completed<TDCZ");
}

TEST_CASE("ReadyForQuery answers Query, FunctionCall and Sync, and an error outside of a group") {
    const auto check = check_conversation;
    check("> Q < T D C Z", "query:completed>Q<TDCZ@10 calls=1");
    check("> F < V Z", "function_call:completed>F<VZ");
    check("> P B D E S < 1 2 T D C Z", "execute:completed>PBDES<12TDCZ@10 calls=1");
    check("> P B E S S Q < 1 2 D C Z Z T D C Z", "execute:completed<12DCZZ query:completed<TDCZ");
    check("> S S S Q < Z Z Z T D C Z", "query:completed>Q<TDCZ");
    check("> Q X < T D C Z", "query:completed>Q<TDCZ");
}

TEST_CASE("a Query may have several statements, none, and a place inside of a pipeline") {
    const auto check = check_conversation;
    check("> Q:two < T D C T D C Z", "query:completed<TDCTDCZ calls=2");
    check("> Q:two Q < T D C E Z T D C Z", "query:failed<TDCEZ query:completed<TDCZ");
    check("> Q:empty Q < I Z T D C Z", "query:completed<IZ query:completed<TDCZ calls=1");
    check("> P B E Q S < 1 2 D C T D C Z Z",
          "execute:completed>PBE<12DC query:completed>QS<TDCZZ calls=2");
    check("> P S Q B E S < 1 Z T D C Z E:26000 Z",
          "prepare:completed<1Z query:completed<TDCZ execute:failed<EZ");
}

TEST_CASE("a Sync commits, which can fail, and skips nothing then") {
    const auto check = check_conversation;
    check("> P:insert B E S P B E S < 1 2 C:insert E:23503 Z 1 2 D C Z",
          "execute:completed<12CEZ execute:completed<12DCZ");
    check("> P:insert B E S Q < 1 2 C:insert E:23503 Z T D C Z",
          "execute:completed query:completed<TDCZ");
}

TEST_CASE("Close is answered whatever it names, and Flush is not answered") {
    const auto check = check_conversation;
    check("> C/nosuch S < 3 Z", "close:completed>CS<3Z");
    check("> P B E C S < 1 2 D C 3 Z", "execute:completed>PBE<12DC close:completed>CS<3Z");
    check("> H H Q < T D C Z", "query:completed>Q<TDCZ");
    check("> P B E H < 1 2 D C > S < Z", "execute:completed>PBEHS<12DCZ@10");
    check("> Q H < T D C Z", "query:completed>QH<TDCZ");
}

TEST_CASE("COPY IN reads its own messages") {
    const auto check = check_conversation;
    check("> Q:copy < G > d d c < C:copy Z", "copy_in:completed>Qddc<GCZ copied=4 calls=1");
    check("> Q:copy < G > d f < E:57014 Z > Q < T D C Z",
          "copy_in:failed>Qdf<GEZ query:completed<TDCZ canceled=0");
    check("> P:copy B E S < 1 2 G > d c S < C:copy Z > Q < T D C Z",
          "copy_in:completed>PBESdcS<12GCZ query:completed<TDCZ copied=2");
    check("> P:copy B E H < 1 2 G > d H d c S < C:copy Z", "copy_in:completed<12GCZ copied=4");
    check("> P:copy B E < 1 2 G > S S d S c S < C:copy Z > Q < T D C Z",
          "copy_in:completed<12GCZ query:completed<TDCZ");
    check("> Q:copy < G > d S d H c < C:copy Z > Q < T D C Z",
          "copy_in:completed<GCZ query:completed<TDCZ copied=4");
    check("> Q:copies < G > d c < C:copy G > d c < C:copy Z",
          "copy_in:completed<GCGCZ copied=4 calls=2");
    check("> Q:copy+select < G > d c < C:copy T D C Z", "copy_in:completed<GCTDCZ calls=2");
    check("> Q:copy < G > d Q < E:FATAL:08P01", "copy_in:failed<GE query:unanswered<");
}

TEST_CASE("an error in a COPY IN by Execute skips up to a Sync that the COPY did not read") {
    const auto check = check_conversation;
    check("> P:copy B E S < 1 2 G > d c S < E:22P02 Z > Q < T D C Z",
          "copy_in:failed>PBESdcS<12GEZ query:completed<TDCZ");
    check("> P:copy B E S < 1 2 G > d < E:22P02 > d c S < Z > Q < T D C Z",
          "copy_in:failed<12GEZ query:completed<TDCZ");
    check("> P:copy B E < 1 2 G > d < E:22P02 > d c S < Z > Q < T D C Z",
          "copy_in:failed<12GEZ query:completed<TDCZ");
    check("> P:copy B E S < E:42P01 Z > Q < T D C Z", "execute:failed<EZ query:completed<TDCZ");
    check("> P:copy B E S < 1 2 E:42501 Z > Q < T D C Z",
          "execute:failed<12EZ query:completed<TDCZ");
    check("> P:copy B E d c S < E:42P01 Z > Q < T D C Z", "execute:failed<EZ query:completed<TDCZ");
    check("> P:copy B E S d c S < 1 2 E:42501 Z Z > Q < T D C Z",
          "execute:failed<12EZZ query:completed<TDCZ copied=0");
}

TEST_CASE("an error in a COPY IN by Query is followed by ReadyForQuery at once") {
    const auto check = check_conversation;
    check("> Q:copy < G > d < E:22P02 Z > d c Q < T D C Z",
          "copy_in:failed>Qd<GEZ query:completed>Q<TDCZ");
    check("> Q:copy d c < E:42P01 Z > Q < T D C Z",
          "query:failed<EZ query:completed<TDCZ copied=0");
    check("> Q:copy d c Q < G E:22P02 Z T D C Z", "copy_in:failed<GEZ query:completed<TDCZ");
}

TEST_CASE("CopyData, CopyDone and CopyFail outside of COPY are dropped in silence") {
    const auto check = check_conversation;
    check("> d d c Q < T D C Z", "query:completed>Q<TDCZ copied=0");
    check("> Q d c < T D C Z > Q < T D C Z", "query:completed>Q<TDCZ query:completed>Q<TDCZ");
    check("> P B E d c S < 1 2 D C Z", "execute:completed>PBES<12DCZ copied=0");
    check("> f S Q < Z T D C Z", "query:completed>Q<TDCZ");
    check("> Q:copy < G > d c d < C:copy Z", "copy_in:completed>Qdc<GCZ copied=2");
}

TEST_CASE("COPY OUT reads nothing") {
    const auto check = check_conversation;
    check("> Q:out < H d d c C:out Z", "copy_out:completed>Q<HddcCZ copied=4 calls=1");
    check("> P:out B E S < 1 2 H d c C:out Z", "copy_out:completed>PBES<12HdcCZ");
    check("> Q:out S S Q < H d c C:out Z Z Z T D C Z",
          "copy_out:completed<HdcCZZZ query:completed<TDCZ");
    check("> Q:out Q < H d E:22012 Z T D C Z", "copy_out:failed<HdEZ query:completed<TDCZ");
    check("> P:out B E P B E S < 1 2 H d E:22012 Z", "copy_out:failed execute:skipped");
}

TEST_CASE("CopyBoth reads CopyData, CopyDone and Terminate") {
    const auto check = check_conversation;
    check(
        "walsender > Q:stream < W d > d > c < c C:streaming C:stream Z > Q:identify < T D "
        "C:identify Z",
        "replication:completed>Qdc<WdcCCZ replication:completed<TDCZ");
    check(
        "walsender > Q:stream < W d > c S < c C:streaming C:stream Z Z > Q:identify < T D "
        "C:identify Z",
        "replication:completed<WdcCCZZ replication:completed<TDCZ");
    check("walsender > Q:stream < W d d c > d c < C:streaming C:stream Z",
          "replication:completed>Qdc<WddcCCZ");
    check("walsender > Q:stream < W d > S < E:FATAL:08P01", "replication:failed<WdE");
}

TEST_CASE("a walsender takes Query only") {
    const auto check = check_conversation;
    check("walsender > P B E S Q:identify < E:08P01 Z T D C:identify Z",
          "execute:failed<EZ replication:completed<TDCZ");
    check("walsender > C S Q:identify < E:08P01 Z T D C:identify Z",
          "close:failed<EZ replication:completed<TDCZ");
    check("walsender > F Q:identify < E:08P01 Z T D C:identify Z",
          "function_call:failed<EZ replication:completed<TDCZ");
}

TEST_CASE("notices, parameters and notifications answer nothing") {
    const auto check = check_conversation;
    check("> Q < N T S D A C N Z", "query:completed calls=1");
    check("> P B E S < 1 N 2 A D S C N Z > Q < T D C Z", "execute:completed query:completed<TDCZ");
    check("< N A S > Q < T D C Z < A > Q < T D C Z", "query:completed<TDCZ query:completed<TDCZ");
    check("> Q:copy < G N > d c < N C:copy Z", "copy_in:completed copied=2");
    check("> P Q S < N E N Z", "prepare:failed query:skipped");
}

TEST_CASE("FATAL ends the session without a ReadyForQuery") {
    const auto check = check_conversation;
    check("> Q < E:FATAL:57P01", "query:failed<E");
    check("> Q < T D C Z < E:FATAL:57P01", "query:completed<TDCZ");
    check("> Q < E:57014 E:FATAL:57P01", "query:failed");
    check("> P B E S Q < 1 2 E:FATAL:57P01", "execute:failed<12E query:unanswered<");
    check("> Q Q < T D C Z E:FATAL:57P01", "query:completed<TDCZ query:failed<E");
}

TEST_CASE("a cancel can hit what runs before the server closes the connection it came by") {
    const auto check = check_conversation;
    check("> Q > cancel closed < E:57014 Z", "query:failed<EZ canceled=1");
    check("> Q > cancel closed pause < E:57014 Z", "query:failed<EZ canceled=1");
    check("> cancel > Q > closed < E:57014 Z", "query:failed<EZ canceled=1");
    check("> P B E S > cancel closed < 1 2 E:57014 Z", "execute:failed<12EZ canceled=1");
    check("> cancel closed > Q < T D C Z", "query:completed<TDCZ canceled=0");
    check("> Q < E:57014 Z", "query:failed<EZ canceled=0");
}

TEST_CASE("a client may wait for each reply, or pipeline") {
    const auto check = check_conversation;
    check("> Q < T D C Z > Q < T D C Z", "query:completed<TDCZ query:completed<TDCZ");
    check("> Q Q:update Q < T D C Z C:update Z T D C Z",
          "query:completed<TDCZ query:completed<CZ query:completed<TDCZ calls=3");
    check("> P B E S P:update B E S < 1 2 D C Z 1 2 C:update Z",
          "execute:completed<12DCZ execute:completed<12CZ calls=2");
    check("> P B E P:update B E S < 1 2 D C 1 2 C:update Z",
          "execute:completed<12DC execute:completed<12CZ calls=2");
    check("> P B E S < 1 2 > P B E S < D C Z 1 2 D C Z",
          "execute:completed<12DCZ execute:completed<12DCZ");
    check("> P/a D/a S < 1 t T Z > B/a E S < 2 D C Z",
          "prepare:completed>PDS<1tTZ execute:completed>BES<2DCZ");
}

TEST_CASE("what Parse to Execute say before they are answered is one exchange") {
    const auto check = check_conversation;
    check("> P H > B E S < 1 2 D C Z", "execute:completed>PHBES<12DCZ");
    check("> P/a D/a H < 1 > B/a E S < t T 2 D C Z", "execute:completed>PDHBES<1tT2DCZ");
    check("> P/a P/b P/c S < 1 1 1 Z", "prepare:completed>PPPS<111Z");
    check("> P/a H < 1 > S < Z", "prepare:completed>PHS<1Z@10");
    check("> P/a H < 1 > C/a S < 3 Z", "prepare:completed<1 close:completed>CS<3Z");
    check("> P B E:1 E:1 E S < 1 2 D s D s C Z",
          "execute:suspended<12Ds execute:suspended<Ds execute:completed<CZ calls=1");
    check("> P B E:1 H < 1 2 D s > E S < C Z", "execute:suspended execute:completed>ES<CZ calls=1");
}

TEST_CASE("a COPY by a client that sends all of it ahead") {
    const auto check = check_conversation;
    check("> Q:copy d c Q < G C:copy Z T D C Z", "copy_in:completed<GCZ query:completed<TDCZ");
    check("> P:copy B E d c P:copy B E d c S < 1 2 G E:22P02 Z > Q < T D C Z",
          "copy_in:failed<12GE execute:skipped<Z query:completed<TDCZ calls=1");
    check("> Q:copy d c Q:copy d c < G C:copy Z G C:copy Z",
          "copy_in:completed<GCZ copy_in:completed<GCZ calls=2");
}

TEST_CASE("command tags that differ from their statement for a reason contradict nothing") {
    const auto check = check_conversation;
    check("> Q:explain < T D C:explain Z", "query:completed<TDCZ calls=1");
    check("> Q:create < C:create Z", "query:completed<CZ calls=1");
    check("> Q:begin < C:begin Z:T > Q < E Z:E > Q:commit < C:rollback Z > Q < T D C Z",
          "query:completed query:failed query:completed query:completed calls=3");
}
