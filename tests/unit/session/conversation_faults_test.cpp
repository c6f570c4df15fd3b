#include <catch2/catch.hpp>

#include "conversation_outcome.h"

/// Conversations that tempt to pair replies with the wrong requests; the answers are as those of
/// conversation_tables_test.cpp. A session gives another to those with `[!shouldfail]`, and each is
/// a test case so that none hides behind another.

#define CONVERSATION(name, tags, conversation, expected) \
    TEST_CASE(name, tags) {                              \
        check_conversation(conversation, expected);      \
    }                                                    \
    static_assert(true)

// A: which Syncs a COPY IN had read shows when ReadyForQuery comes; that one is proof that the
// server does not skip.

CONVERSATION("a COPY sent ahead fails: its Sync is answered", "[!shouldfail]",
             "> P:copy B E d c S < 1 2 G E:22P02 Z > Q < T D C Z > Q < T D C Z",
             "copy_in:failed<12GEZ query:completed<TDCZ query:completed<TDCZ calls=2");
CONVERSATION("a COPY sent ahead is broken off by the client: its Sync is answered", "[!shouldfail]",
             "> P:copy B E d f S < 1 2 G E:57014 Z > Q < T D C Z",
             "copy_in:failed<12GEZ query:completed<TDCZ calls=1");
CONVERSATION("a COPY sent ahead between two Syncs fails at a row: the second Sync is answered",
             "[!shouldfail]", "> P:copy B E S d c S < 1 2 G E:22P02 Z > Q < T D C Z",
             "copy_in:failed<12GEZ query:completed<TDCZ calls=1");
CONVERSATION("a COPY sent ahead between two Syncs fails before it reads: both are answered",
             "[!shouldfail]", "> P:copy B E S d c S < 1 2 G E:P0001 Z Z > Q < T D C Z",
             "copy_in:failed<12GEZZ query:completed<TDCZ calls=1");
CONVERSATION("a COPY sent ahead fails: what was pipelined behind it is answered", "[!shouldfail]",
             "> P:copy B E d c S P B E S Q < 1 2 G E:22P02 Z 1 2 D C Z T D C Z",
             "copy_in:failed<12GEZ execute:completed<12DCZ query:completed<TDCZ calls=2");
CONVERSATION("a COPY sent ahead fails: a Query sent before its ReadyForQuery is not skipped",
             "[!shouldfail]", "> P:copy B E d c S < 1 2 G E:22P02 > Q < Z T D C Z",
             "copy_in:failed<12GEZ query:completed<TDCZ calls=1");

CONVERSATION("a COPY sent ahead succeeds: its Sync is answered", "[!shouldfail]",
             "> P:copy B E d c S < 1 2 G C:copy Z > Q < T D C Z",
             "copy_in:completed<12GCZ query:completed<TDCZ calls=2");
CONVERSATION("a COPY sent ahead between two Syncs succeeds: the second Sync is answered",
             "[!shouldfail]", "> P:copy B E S d c S < 1 2 G C:copy Z > Q < T D C Z",
             "copy_in:completed<12GCZ query:completed<TDCZ calls=2");
CONVERSATION("a COPY sent ahead succeeds: what was pipelined behind it is answered",
             "[!shouldfail]", "> P:copy B E d c S P B E S < 1 2 G C:copy Z 1 2 D C Z",
             "copy_in:completed<12GCZ execute:completed<12DCZ calls=2");
CONVERSATION("two COPYs of one group are sent ahead: their Sync is answered", "[!shouldfail]",
             "> P:copy B E d c P:copy B E d c S < 1 2 G C:copy 1 2 G C:copy Z",
             "copy_in:completed<12GC copy_in:completed<12GCZ calls=2");
CONVERSATION("a COPY by Query reads the Sync before CopyDone, and the one behind it is answered",
             "[!shouldfail]", "> Q:copy S d c S < G C:copy Z Z > Q < T D C Z",
             "copy_in:completed<GCZZ query:completed<TDCZ calls=2");
CONVERSATION("a COPY by Query fails at a row: the Sync behind CopyDone is answered",
             "[!shouldfail]", "> Q:copy S d c S < G E:22P02 Z Z > Q < T D C Z",
             "copy_in:failed<GEZZ query:completed<TDCZ calls=1");
CONVERSATION("a COPY by Query fails before it reads: both Syncs are answered", "[!shouldfail]",
             "> Q:copy S d c S < G E:P0001 Z Z Z > Q < T D C Z",
             "copy_in:failed<GEZZZ query:completed<TDCZ calls=1");

CONVERSATION("a COPY fails before a client that waits has sent data: its Sync is answered",
             "[!shouldfail]", "> P:copy B E S < 1 2 G E:P0001 Z > Q < T D C Z",
             "copy_in:failed<12GEZ query:completed<TDCZ calls=1");
CONVERSATION(
    "a COPY fails at a row before a Sync among its data: both Syncs behind the row are answered",
    "[!shouldfail]", "> P:copy B E S < 1 2 G > d d S c S < E:22P02 Z Z > Q < T D C Z",
    "copy_in:failed<12GEZZ query:completed<TDCZ calls=1");

// B: an exchange of which nothing is outstanding ends before the client goes on.

CONVERSATION("what was prepared and answered is over before the client binds it", "[!shouldfail]",
             "> P/a D/a H < 1 t T > B/a E S < 2 D C Z",
             "prepare:completed>PDH<1tT execute:completed>BES<2DCZ");
CONVERSATION("the time in which the client thinks is in no exchange", "[!shouldfail]",
             "> P/a D/a H < 1 t T pause > B/a E S < 2 D C Z",
             "prepare:completed@10 execute:completed@10 calls=1");
CONVERSATION("each message that is answered before the next has an exchange of its own",
             "[!shouldfail]", "> P H < 1 > B H < 2 > E S < D C Z",
             "prepare:completed>PH<1 prepare:completed>BH<2 execute:completed>ES<DCZ");
CONVERSATION("two Parses of which the first is answered before the second comes", "[!shouldfail]",
             "> P/a H < 1 > P/b H < 1 > S < Z", "prepare:completed>PH<1 prepare:completed>PHS<1Z");

// C: COPY data that the client sends ahead of CopyInResponse belongs to the COPY.

CONVERSATION("all the data of a COPY by Query is sent ahead", "[!shouldfail]",
             "> Q:copy d d c < G C:copy Z", "copy_in:completed>Qddc<GCZ copied=4 calls=1");
CONVERSATION("all the data of a COPY by Execute is sent ahead", "[!shouldfail]",
             "> P:copy B E d d c S < 1 2 G C:copy Z", "copy_in:completed>PBEddcS copied=4 calls=1");
CONVERSATION("some of the data is sent ahead", "[!shouldfail]", "> Q:copy d < G > d c < C:copy Z",
             "copy_in:completed>Qddc<GCZ copied=4 calls=1");
CONVERSATION("the data of two COPYs in a Query is sent ahead", "[!shouldfail]",
             "> Q:copies d c d c < G C:copy G C:copy Z",
             "copy_in:completed>Qdcdc<GCGCZ copied=4 calls=2");
CONVERSATION("data is sent ahead to a statement that was prepared before the capture",
             "[!shouldfail]", "> B/a E d c S < 2 G C:copy Z", "copy_in:completed>BEdcS copied=2");
CONVERSATION("the data of a COPY that fails is sent ahead", "[!shouldfail]",
             "> Q:copy d c < G E:22P02 Z", "copy_in:failed>Qdc<GEZ copied=2");

// D: nothing is lost, and a reply fits no request or contradicts its own: no call is counted from
// there on.

CONVERSATION("a second ReadyForQuery", "[!shouldfail]",
             "> Q < T D C Z Z > Q < T D C Z > Q < T D C Z",
             "query:completed query:completed query:completed calls=1");
CONVERSATION("a result without a request", "[!shouldfail]", "> Q < T D C Z T D C Z > Q < T D C Z",
             "query:completed query:completed calls=1");
CONVERSATION("a ReadyForQuery instead of a result", "[!shouldfail]",
             "> Q < Z > Q < T D C Z > Q < T D C Z",
             "query:unanswered<Z query:completed<TDCZ query:completed<TDCZ calls=0");
CONVERSATION("a ReadyForQuery ahead of the replies to a group", "[!shouldfail]",
             "> P B E S < Z 1 2 D C Z", "execute:completed calls=0");
CONVERSATION("a reply to another kind of request", "[!shouldfail]", "> Q < 1 T D C Z",
             "query:completed<TDCZ calls=0");
CONVERSATION("the command tag of another statement answers a Query", "[!shouldfail]",
             "> Q:update < T D C Z", "query:completed<TDCZ calls=0");
CONVERSATION("the command tag of another statement answers an Execute", "[!shouldfail]",
             "> P:update B E S < 1 2 C Z", "execute:completed<12CZ calls=0");
CONVERSATION("a row of more columns than were described", "[!shouldfail]", "> Q < T D:2 C Z",
             "query:completed calls=0");
CONVERSATION("a row of more columns than a statement was described to have", "[!shouldfail]",
             "> P/a D/a S < 1 t T Z > B/a E S < 2 D:2 C Z",
             "prepare:completed execute:completed calls=0");
CONVERSATION("a Bind succeeds that has fewer parameters than its statement", "[!shouldfail]",
             "> P/a:parameter D/a S < 1 t:2 T Z > B/a:1 E S < 2 D C Z",
             "prepare:completed execute:completed calls=0");

// E: a cancel ends nothing that began after the server closed the connection it came by.

CONVERSATION("a cancel meets an idle session, and a timeout ends a later Query", "[!shouldfail]",
             "> cancel closed > Q < E:57014 Z", "query:failed<EZ canceled=0");
CONVERSATION("a cancel comes too late, and a timeout ends a later Query", "[!shouldfail]",
             "> Q > cancel < T D C Z closed > Q < E:57014 Z",
             "query:completed query:failed<EZ canceled=0");

// F: of a client that pipelines, a gap may hold more than the one request that was answered.

CONVERSATION("a gap swallows a Sync that was answered, a whole Query and a Bind", "[!shouldfail]",
             "> Q Q < T D C Z T D C Z > P/s:insert P/t P/u:update S < 1 1 1 Z "
             "> B/s E < 2 C:insert Z > ( S Q B/t ) E S B/u E S Q "
             "< T D C Z 2 D C Z 2 C:update Z T D C Z > Q < T D C Z",
             "query:completed query:completed prepare:completed execute:completed "
             "execute:unanswered execute:unanswered query:unanswered query:completed calls=4");

// G: every exchange ends, also one whose client neither executes nor synchronizes before the end.

CONVERSATION("what was prepared and answered ends with the session", "[!shouldfail]", "> P H < 1",
             "prepare:completed>PH<1");
CONVERSATION("what was prepared and answered before a Query ends with the session", "[!shouldfail]",
             "> P H < 1 > Q < T D C Z", "prepare:completed>PH<1 query:completed>Q<TDCZ");
CONVERSATION("what the server skips and no Execute follows ends with the session", "[!shouldfail]",
             "> P < E > B", "prepare:failed>P<E prepare:skipped>B<");
