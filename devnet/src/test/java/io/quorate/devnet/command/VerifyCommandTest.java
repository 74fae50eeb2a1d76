package io.quorate.devnet.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The example files of docs/proofs, through the command itself. */
@DisplayName("`quorate verify`")
class VerifyCommandTest {
  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "executed.json | was executed at place 0 of its block",
        "refused.json | was refused by the application at place 2 of its block",
        "entry.json | holds: key greeting holds hello",
        "absence.json | holds: key farewell holds nothing",
      })
  @DisplayName("says what each example proves, and by whom")
  void holds(String file, String sentence) {
    Ran ran = verify(ExampleProofs.FOLDER.resolve(file), ExampleProofs.FOLDER);
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains(sentence), ran.out());
    String who =
        "height 12, proved by a quorum certificate of 3 of 4 validators (node-1, node-3, node-4)";
    assertTrue(ran.out().contains(who), ran.out());
    assertTrue(ran.out().contains("of chain examples ("), ran.out());
  }

  /** Each bit of each byte is changed where the file is read (ProofFileTest); one here. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"executed.json", "refused.json", "entry.json", "absence.json"})
  @DisplayName("believes no example of which one bit was changed, in whichever byte")
  void changed(String file) throws Exception {
    byte[] whole = Files.readAllBytes(ExampleProofs.FOLDER.resolve(file));
    Path changed = folder.resolve(file);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine tree =
        CommandTree.create().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String genesis = ExampleProofs.FOLDER.resolve("genesis.json").toString();
    for (int i = 0; i < whole.length; i++) {
      byte[] copy = whole.clone();
      copy[i] ^= (byte) (1 << (i % 8));
      Files.write(changed, copy);
      int status = tree.execute("verify", changed.toString(), "--genesis", genesis);
      assertEquals(1, status, "byte " + i);
    }
    assertEquals("", out.toString());
    assertEquals(whole.length, err.toString().lines().count(), "one sentence each");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"executed.json", "refused.json", "entry.json", "absence.json"})
  @DisplayName("believes no example against the genesis of another chain of the same validators")
  void anotherChain(String file) throws Exception {
    Files.writeString(
        folder.resolve("genesis.json"), ExampleProofs.files("another").get("genesis.json"));
    Ran ran = verify(ExampleProofs.FOLDER.resolve(file), folder);
    assertEquals(1, ran.status());
    assertEquals("", ran.out());
    assertTrue(ran.err().contains("does not hold"), ran.err());
  }

  @Test
  @DisplayName("has examples that are made by ExampleProofs, byte for byte")
  void examples() throws Exception {
    for (Map.Entry<String, String> file : ExampleProofs.files().entrySet()) {
      Path kept = ExampleProofs.FOLDER.resolve(file.getKey());
      assertEquals(file.getValue(), Files.readString(kept), kept.toString());
    }
  }

  private static Ran verify(Path file, Path genesisIn) {
    return Ran.command(
        "verify", file.toString(), "--genesis", genesisIn.resolve("genesis.json").toString());
  }
}
