package io.quorate.devnet.process;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.EngineKind;
import io.quorate.devnet.command.Ran;
import io.quorate.devnet.network.NodeReport;
import io.quorate.devnet.network.NodeSpec;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
@DisplayName("Faults of four node processes under load")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit sets up before the first test
class FaultProcessTest {
  private static final Pattern CODE = Pattern.compile("\"code\"\\s*:\\s*\"([^\"]+)\"");

  /** Twice as long, more than the first four timeouts pass: one, two, four and eight seconds. */
  private static final Duration QUIET = Duration.ofSeconds(8);

  private static final long FAR = 1_000;

  private LoadedDevnet loaded;
  private Devnet devnet;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    devnet = Devnet.withFaults(folder.resolve("a network"), EngineKind.PBFT);
    loaded = LoadedDevnet.of(devnet);
  }

  /**
   * After all that happened here nothing is lost or different; then one node loses even its keys.
   */
  @AfterAll
  void end() throws Exception {
    try (LoadedDevnet all = loaded) {
      all.assertWhole();
      all.losesItsKeys("4");
    }
  }

  @AfterEach
  void mend() {
    fault("clear");
    assertEquals("no faults\n", fault("list"));
    goesOn("when all is mended");
  }

  private String fault(String... words) {
    return loaded.fault(words);
  }

  private void goesOn(String when) {
    loaded.goesOn(when);
  }

  @Test
  @DisplayName(
      "S35: two halves commit nothing while timeouts grow to their cap, and go on within ten seconds"
          + " of healing")
  void partition() {
    fault("partition", "1,2/3,4");
    devnet.assertRests(QUIET);
    fault("heal");
    devnet.goesOnWithin(LoadedDevnet.BACK);
  }

  @Test
  @DisplayName("a leader that is frozen is replaced, and follows when it goes on")
  void pausedLeader() throws Exception {
    String leader = devnet.reports().getFirst().leader();
    fault("pause", leader);
    assertEquals(leader + "  paused\n", fault("list"));
    goesOn("without " + leader);
    fault("resume", leader);
    goesOn("with " + leader);
  }

  @Test
  @DisplayName(
      "S32, S53: an isolated node has no peers, also after a restart; a thousand heights later it"
          + " catches up under load, though it is killed on the way")
  void isolated() {
    fault("isolate", "4");
    long far = devnet.highest() + FAR;
    fault("restart", "4");
    devnet.await("a thousand heights without it", () -> devnet.highest() >= far);
    assertEquals(0, peers("node-4"));
    fault("heal");
    fault("crash", "4");
    fault("restart", "4");
    devnet.awaitFollows("node-4");
    devnet.await("all peers", () -> peers("node-4") == 3);
  }

  @Test
  @DisplayName("lines that delay, double and lose five of a hundred messages still commit")
  void badLines() {
    for (int one = 1; one <= 4; one++) {
      for (int other = one + 1; other <= 4; other++) {
        fault(
            "link",
            String.valueOf(one),
            String.valueOf(other),
            "--delay",
            "5ms",
            "--jitter",
            "4ms",
            "--loss",
            "5%",
            "--duplicate",
            "1%",
            "--rate",
            "100mbit");
      }
    }
    assertTrue(fault("list").contains("line to node-4: delay 5ms, jitter 4ms, loss 5%"));
    goesOn("over bad lines");
  }

  @Test
  @DisplayName("clocks that are five seconds ahead and behind do not stop the others")
  void clocks() {
    fault("clock", "1", "--skew", "5s");
    fault("clock", "2", "--skew=-5s");
    goesOn("with wrong clocks");
  }

  @Test
  @DisplayName("a node whose disk is full says so, and follows when it has room; nothing is lost")
  void disks() throws Exception {
    fault("disk", "3", "--full");
    goesOn("beside a full disk");
    devnet.await("a word of it", () -> health("node-3").contains("the disk is full"));
    fault("disk", "3", "--slow", "50ms");
    goesOn("beside a slow disk");
    fault("disk", "3");
    devnet.await("health", () -> !health("node-3").contains("the disk is full"));
    devnet.awaitFollows("node-3");
    loaded.assertKept();
  }

  @Test
  @DisplayName("a liar is started as one, and as an honest node again")
  void liar() {
    fault("byzantine", "4", "equivocate,double-vote");
    assertEquals("node-4  lies: equivocate, double-vote\n", fault("list"));
    goesOn("beside a liar");
    fault("honest", "4");
    assertEquals("no faults\n", fault("list"));
  }

  @Test
  @DisplayName("a node that crashed comes back")
  void crash() {
    fault("crash", "2");
    goesOn("without node-2");
    assertEquals("node-2  down\n", fault("list"));
    fault("restart", "2");
    goesOn("with node-2");
  }

  @Test
  @DisplayName("S28: a node whose disk is gone observes, and votes when an epoch has begun since")
  void wiped() {
    loaded.losesAndVotesAgain("3");
  }

  @Test
  @DisplayName("diagnose names what is wrong while it is, and nothing afterwards")
  void diagnosis() {
    List<String> found = findings();
    fault("pause", "2");
    diagnosed(3, "node-2 is frozen", "fault resume node-2");
    fault("crash", "3");
    diagnosed(4, "missing: node-2 (frozen), node-3 (stopped)", "devnet start node-3");
    fault("resume", "2");
    fault("restart", "3");
    goesOn("with all again");
    fault("partition", "1,2/3,4");
    devnet.await("two groups", () -> diagnose().out().contains("node-1, node-2 / node-3, node-4"));
    diagnosed(4, "none of them is a quorum", "fault list");
    fault("heal");
    fault("disk", "3", "--full");
    fault("clock", "4", "--skew", "6s");
    goesOn("beside a full disk and a wrong clock");
    devnet.await("the full disk", () -> diagnose().out().contains("the disk of node-3 is full"));
    diagnosed(3, "the clock of node-4 is ", "it commits");
    fault("clear");
    devnet.await(
        () -> "nothing but " + found + ", but " + findings(), () -> found.containsAll(findings()));
  }

  /** The codes of what is found now; a contradiction of another test's liar stays on record. */
  private List<String> findings() {
    return CODE.matcher(devnet.run("diagnose", "--json", "--wait", "1s").out())
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private Ran diagnose() {
    return devnet.run("diagnose", "--wait", "1s");
  }

  private void diagnosed(int status, String... sentences) {
    Ran ran = diagnose();
    assertEquals(status, ran.status(), ran::toString);
    for (String sentence : sentences) {
      assertTrue(ran.out().contains(sentence), ran::toString);
    }
  }

  @Test
  @DisplayName("what is not there is refused in a sentence")
  void mistakes() {
    Ran groups = devnet.run("devnet", "fault", "partition", "1,2/3");
    Ran self = devnet.run("devnet", "fault", "link", "1", "1");
    Ran unknown = devnet.run("devnet", "fault", "crash", "9");
    assertAll(
        () -> assertEquals(2, groups.status()),
        () -> assertTrue(groups.err().contains("needs every node"), groups.err()),
        () -> assertEquals(1, self.status()),
        () -> assertEquals(1, unknown.status()),
        () -> assertTrue(unknown.err().contains("there is no node '9'"), unknown.err()));
  }

  private int peers(String name) {
    return devnet.report(name).map(NodeReport::peersConnected).orElse(-1);
  }

  private String health(String name) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      NodeSpec node = devnet.network().node(name);
      return http.send(
              HttpRequest.newBuilder(node.url().resolve("/health")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
