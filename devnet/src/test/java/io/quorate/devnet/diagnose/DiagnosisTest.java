package io.quorate.devnet.diagnose;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.quorate.api.genesis.GenesisJson;
import io.quorate.consensus.Genesis;
import io.quorate.devnet.diagnose.Diagnosis.Verdict;
import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.NetworkDirectory;
import io.quorate.devnet.network.NetworkPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The diagnosis of a network")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit sets up before the first test
final class DiagnosisTest {
  private static final int ENOUGH = 12;

  private Genesis genesis;

  @BeforeAll
  void chain(@TempDir Path folder) throws Exception {
    LocalNetwork network =
        LocalNetwork.create(
            new NetworkDirectory(folder.resolve("network")),
            new NetworkPlan(
                4,
                io.quorate.consensus.EngineKind.PBFT,
                io.quorate.crypto.SchemeId.ED25519,
                NetworkPlan.DEFAULT_BASE_PORT));
    genesis = GenesisJson.read(network.directory().genesis());
  }

  /** Something waits, and no height is final since the first look. */
  private static Seen waiting(Seen seen) {
    return seen.everywhere(s -> standing(s, s.view(), 100, 100, 100, 14));
  }

  private static Answer.Standing standing(
      Answer.Standing s, long view, long committed, long executed, long finalized, long pending) {
    return new Answer.Standing(
        s.epoch(),
        view,
        s.leader(),
        committed,
        executed,
        finalized,
        pending,
        s.catchingUp(),
        s.voting());
  }

  private static Answer.Standing observing(Answer.Standing s) {
    return new Answer.Standing(
        s.epoch(),
        s.view(),
        s.leader(),
        s.committed(),
        s.executed(),
        s.finalized(),
        s.pending(),
        s.catchingUp(),
        false);
  }

  private static Answer disk(Answer a) {
    return new Answer(
        a.chain(),
        a.node(),
        a.version(),
        a.standing(),
        List.of("the disk is full"),
        true,
        a.clockAheadMillis(),
        a.peers(),
        a.evidence());
  }

  private static Answer clock(Answer a, long millis) {
    return new Answer(
        a.chain(),
        a.node(),
        a.version(),
        a.standing(),
        a.notReady(),
        a.diskPaused(),
        OptionalLong.of(millis),
        a.peers(),
        a.evidence());
  }

  private static Answer other(Answer a, String chain, String version, Map<Integer, Long> evidence) {
    return new Answer(
        chain,
        a.node(),
        version,
        a.standing(),
        a.notReady(),
        a.diskPaused(),
        a.clockAheadMillis(),
        a.peers(),
        evidence);
  }

  private static PeerSight voteless(PeerSight p) {
    return new PeerSight(
        p.connected(), p.silentSeconds(), 31, p.attestedHeight(), p.refused(), p.differsHeight());
  }

  private static PeerSight mute(PeerSight p) {
    return new PeerSight(p.connected(), 31, 31, p.attestedHeight(), p.refused(), p.differsHeight());
  }

  /** One more height is ordered and executed, and not final; nothing waits for a block. */
  private static Seen oneMore(Seen seen) {
    return seen.everywhere(s -> standing(s, s.view(), 101, 101, 100, 0));
  }

  private static Seen halvesDiffer(Seen seen) {
    for (String one : List.of("node-1", "node-2")) {
      seen.differ(one, "node-3", 101).differ(one, "node-4", 101);
    }
    return oneMore(seen);
  }

  private static Seen halves(Seen seen) {
    for (String one : List.of("node-1", "node-2")) {
      seen.line(one, "node-3", false).line(one, "node-4", false);
    }
    return seen;
  }

  private static Arguments finds(
      String code, int status, String sentence, UnaryOperator<Seen> change) {
    return arguments(code, status, sentence, change);
  }

  static Stream<Arguments> findings() {
    Sight.Condition stopped = new Sight.Condition.Stopped();
    return Stream.of(
        finds("stopped", 3, "node-3 is stopped", s -> s.process("node-3", stopped)),
        finds(
            "no-quorum",
            4,
            "missing: node-2 (frozen), node-3 (stopped)",
            s -> s.process("node-3", stopped).process("node-2", new Sight.Condition.Frozen())),
        finds(
            "frozen",
            3,
            "node-2 is frozen",
            s -> s.process("node-2", new Sight.Condition.Frozen())),
        finds(
            "ended",
            3,
            "quorate: data directory x is damaged",
            s ->
                s.process(
                    "node-2",
                    new Sight.Condition.Ended(
                        List.of(
                            "started", "quorate: data directory x is damaged; repair it", "")))),
        finds("down", 3, "none of the nodes that answer is connected", s -> s.silent("node-4")),
        finds(
            "silent",
            3,
            "hear nothing from it",
            s -> s.unanswered("node-4").allOf("node-4", DiagnosisTest::mute)),
        finds("no-answer", 3, "only its API", s -> s.unanswered("node-4")),
        finds(
            "other-chain",
            3,
            "runs another chain: feedfeed",
            s -> s.answer("node-4", a -> other(a, "feedfeedfeed", "1", Map.of()))),
        finds(
            "versions",
            0,
            "different software: 1, 2",
            s -> s.answer("node-4", a -> other(a, a.chain(), "2", Map.of()))),
        finds("partition", 4, "node-1, node-2 / node-3, node-4; none", DiagnosisTest::halves),
        finds("no-quorum", 4, "node-1, node-2 with 2 of 4", DiagnosisTest::halves),
        finds(
            "partition",
            3,
            "node-1, node-2, node-3 / node-4",
            s ->
                s.line("node-1", "node-4", false)
                    .line("node-2", "node-4", false)
                    .line("node-3", "node-4", false)),
        finds(
            "line-down",
            3,
            "node-1 and node-3 are not connected",
            s -> s.line("node-1", "node-3", false)),
        finds(
            "line-silent",
            3,
            "node-1 has heard nothing from node-3 for 31 s",
            s -> s.peer("node-1", "node-3", DiagnosisTest::mute)),
        finds(
            "disk-full",
            3,
            "the disk of node-2 is full",
            s -> s.answer("node-2", DiagnosisTest::disk)),
        finds(
            "no-quorum",
            4,
            "node-2 (its disk is full), node-3 (its disk is full)",
            s -> s.answer("node-2", DiagnosisTest::disk).answer("node-3", DiagnosisTest::disk)),
        finds("clock", 3, "node-2 is 5.2 s ahead", s -> s.answer("node-2", a -> clock(a, 5_250))),
        finds("clock", 3, "node-2 is 5.2 s behind", s -> s.answer("node-2", a -> clock(a, -5_250))),
        finds("clock", 3, "refuse its blocks", s -> s.answer("node-2", a -> clock(a, 20_000))),
        finds(
            "observing",
            3,
            "at height 10001 (now 100)",
            s -> s.standing("node-2", DiagnosisTest::observing)),
        finds(
            "behind",
            3,
            "60 heights behind and stands still",
            s -> s.standing("node-4", x -> standing(x, x.view(), 40, 40, 40, 0))),
        finds(
            "execution",
            3,
            "has 40 ordered blocks",
            s -> s.standing("node-4", x -> standing(x, x.view(), 140, 100, 100, 0))),
        finds(
            "evidence",
            3,
            "node-4 was caught contradicting itself",
            s -> s.answer("node-1", a -> other(a, a.chain(), "1", Map.of(3, 2L)))),
        finds(
            "refused",
            3,
            "9 messages of node-3 failed",
            s -> s.peer("node-1", "node-3", p -> new PeerSight(true, 0, 0, 100, 9, 0))),
        finds(
            "state-differs",
            4,
            "node-4: block aa, state root cc",
            s -> s.block("node-4", "block aa, state root cc")),
        finds(
            "results-differ",
            4,
            "height 101 with different results, and no quorum has the same one: node-1, node-2 /"
                + " node-3, node-4",
            DiagnosisTest::halvesDiffer),
        finds(
            "results-differ",
            4,
            "node-1, node-2 / node-3 / node-4",
            s -> halvesDiffer(s).differ("node-3", "node-4", 101)),
        finds(
            "attestations-missing",
            4,
            "height 101 is ordered and its result is not certified",
            DiagnosisTest::oneMore),
        finds(
            "views-rise",
            4,
            "from 7 to 9",
            s -> waiting(s).everywhere(x -> standing(x, 9, 100, 100, 100, 14))),
        finds(
            "views-apart",
            4,
            "node-4 in 30",
            s -> waiting(s).standing("node-4", x -> standing(x, 30, 100, 100, 100, 14))),
        finds("leader", 4, "view 7 stands, and its leader node-1", DiagnosisTest::waiting),
        finds(
            "votes-missing",
            4,
            "votes of node-3 (for 31 s)",
            s -> waiting(s).allOf("node-3", DiagnosisTest::voteless)),
        finds(
            "attestations-missing",
            4,
            "the attestation of node-3 (up to 100)",
            s ->
                waiting(s)
                    .everywhere(x -> standing(x, 7, 104, 104, 100, 14))
                    .allOf("node-1", p -> new PeerSight(true, 0, 0, 104, 0, 0))
                    .allOf("node-2", p -> new PeerSight(true, 0, 0, 104, 0, 0))
                    .allOf("node-4", p -> new PeerSight(true, 0, 0, 104, 0, 0))));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource
  @DisplayName("names what is wrong, and a next step")
  void findings(String code, int status, String sentence, UnaryOperator<Seen> change) {
    Diagnosis diagnosis = change.apply(new Seen(genesis)).diagnosis();
    Finding finding =
        diagnosis.findings().stream()
            .filter(each -> each.code().equals(code))
            .findFirst()
            .orElseThrow(() -> new AssertionError(diagnosis.toString()));
    assertAll(
        () -> assertTrue(finding.what().contains(sentence), finding.what()),
        () -> assertFalse(finding.next().isBlank()),
        () -> assertEquals(status, diagnosis.exitStatus(), diagnosis::toString));
  }

  @Test
  @DisplayName("of one in order has no finding, at rest and at work")
  void inOrder() {
    Diagnosis rests = new Seen(genesis).diagnosis();
    Seen later = new Seen(genesis).everywhere(s -> standing(s, 8, 160, 160, 160, 14));
    Diagnosis works = later.diagnosis();
    assertAll(
        () -> assertEquals(Verdict.RESTS, rests.verdict()),
        () -> assertEquals(List.of(), rests.findings()),
        () -> assertEquals(0, rests.exitStatus()),
        () -> assertEquals(Verdict.COMMITS, works.verdict()),
        () -> assertEquals(List.of(), works.findings()),
        () -> assertTrue(works.summary().contains("20.0 heights a second"), works.summary()));
  }

  @Test
  @DisplayName("S58: of results that differ blames no leader, and believes no height of one node")
  void notTheLeader() {
    Diagnosis differ = halvesDiffer(new Seen(genesis)).diagnosis();
    Diagnosis busy =
        halvesDiffer(new Seen(genesis))
            .everywhere(s -> standing(s, 9, 101, 101, 100, 14))
            .diagnosis();
    Seen boast = new Seen(genesis).standing("node-4", s -> standing(s, 7, 999, 100, 100, 0));
    assertAll(
        () -> assertEquals(Verdict.STUCK, differ.verdict()),
        () -> assertTrue(differ.summary().contains("1 ordered heights"), differ.summary()),
        () -> assertEquals(List.of("results-differ"), codes(differ)),
        () -> assertEquals(List.of("results-differ"), codes(busy)),
        () -> assertEquals(Verdict.RESTS, boast.diagnosis().verdict()));
  }

  private static List<String> codes(Diagnosis diagnosis) {
    return diagnosis.findings().stream().map(Finding::code).toList();
  }

  @Test
  @DisplayName("says how long a node that catches up takes, or that it does not come nearer")
  void catchingUp() {
    Seen before = new Seen(genesis).standing("node-4", s -> standing(s, 7, 10, 10, 10, 0));
    Seen near =
        new Seen(genesis)
            .everywhere(s -> standing(s, 7, 400, 400, 400, 3))
            .standing("node-4", s -> standing(s, 7, 340, 340, 340, 3));
    Seen far =
        new Seen(genesis)
            .everywhere(s -> standing(s, 7, 400, 400, 400, 3))
            .standing("node-4", s -> standing(s, 7, 40, 40, 40, 3));
    assertAll(
        () ->
            assertEquals(
                "node-4 is 60 heights behind and there in about 6 s (110 heights a second)",
                near.diagnosis(before).findings().getFirst().what()),
        () ->
            assertEquals(
                "node-4 is 360 heights behind and does not come nearer (10 heights a second)",
                far.diagnosis(before).findings().getFirst().what()));
  }

  @Test
  @DisplayName("of nodes of which few answer says what those say of the others")
  void fewAnswer() {
    Seen few = new Seen(genesis).unanswered("node-2").unanswered("node-3").silent("node-4");
    Diagnosis diagnosis = few.diagnosis();
    assertAll(
        () -> assertEquals(Verdict.RESTS, diagnosis.verdict()),
        () ->
            assertEquals(
                List.of("no-answer", "no-answer", "down"),
                diagnosis.findings().stream().map(Finding::code).toList()));
  }

  @Test
  @DisplayName("the heaviest comes first")
  void order() {
    Diagnosis diagnosis =
        halves(new Seen(genesis)).answer("node-1", a -> clock(a, 9_000)).diagnosis();
    List<Finding.Weight> weights = diagnosis.findings().stream().map(Finding::weight).toList();
    assertEquals(weights.stream().sorted().toList(), weights);
    assertTrue(weights.size() < ENOUGH);
  }

  @Test
  @DisplayName("reads what a node answers")
  void recorded() {
    Answer answer =
        Answers.read(
                """
                {"chain":"0253dab","chainName":"devnet","engine":"hotstuff","node":"node-1",
                 "version":"development","validator":0,"epoch":0,"view":1,"leader":"node-2",
                 "committedHeight":5,"executedHeight":4,"finalizedHeight":3,
                 "pendingTransactions":2,"peersConnected":2,"peersTotal":3,
                 "catchingUp":false,"voting":true}
                """,
                """
                {"live":true,"ready":false,"faults":[],"notReady":["the disk is full"]}
                """,
                """
                # HELP quorate_clock_seconds
                # TYPE quorate_clock_seconds gauge
                quorate_clock_seconds 1.7952933301E9
                quorate_disk_paused 1.0
                quorate_evidence_total{validator="3"} 2.0
                quorate_peer_attested_height{peer="node-2"} 7.0
                quorate_peer_connected{peer="node-2"} 0.0
                quorate_peer_differs_height{peer="node-2"} 8.0
                quorate_peer_connected{peer="node-3"} 1.0
                quorate_peer_refused_total{peer="node-2"} 5.0
                quorate_peer_silent_seconds{peer="node-2"} 51.883865032
                quorate_peer_voteless_seconds{peer="node-2"} 62.901517997
                """,
                1_795_293_325_000.0)
            .orElseThrow();
    assertAll(
        () ->
            assertEquals(
                new Answer.Standing(0, 1, "node-2", 5, 4, 3, 2, false, true), answer.standing()),
        () -> assertEquals(List.of("the disk is full"), answer.notReady()),
        () -> assertTrue(answer.diskPaused()),
        () -> assertEquals(OptionalLong.of(5_100), answer.clockAheadMillis()),
        () -> assertEquals(Map.of(3, 2L), answer.evidence()),
        () ->
            assertEquals(
                new PeerSight(false, 51.883865032, 62.901517997, 7, 5, 8),
                answer.peers().get("node-2")),
        () -> assertEquals(new PeerSight(true, 0, 0, 0, 0, 0), answer.peers().get("node-3")),
        () -> assertTrue(Answers.read("{}", "{}", "", 0).isEmpty()),
        () -> assertTrue(Answers.read("not JSON", "{}", "", 0).isEmpty()));
  }
}
