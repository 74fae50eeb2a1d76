package io.quorate.devnet.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.application.kv.KeyValueApplication;
import io.quorate.consensus.EngineKind;
import io.quorate.crypto.SchemeId;
import io.quorate.devnet.command.Ran;
import io.quorate.node.NodeMain;
import io.quorate.node.config.ConfigException;
import io.quorate.node.runtime.Node;
import io.quorate.node.runtime.NodeOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A node whose keys are encrypted")
@SuppressWarnings("NullAway.Init") // JUnit sets up before each test
class EncryptedKeysTest {
  @TempDir Path folder;

  private NetworkDirectory directory;
  private NodeSpec node;
  private Path passphrase;

  /** The options that a node was about to start with. */
  private static final class Opened extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @BeforeEach
  void encrypt() throws Exception {
    directory = new NetworkDirectory(folder.resolve("network"));
    node =
        LocalNetwork.create(
                directory, new NetworkPlan(4, EngineKind.PBFT, SchemeId.ED25519, FreePorts.base(4)))
            .nodes()
            .getFirst();
    passphrase = Files.writeString(directory.config(node).resolveSibling("secret"), "open\n");
    Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
    for (Path key : new Path[] {directory.validatorKey(node), directory.networkKey(node)}) {
      Path sealed = folder.resolve("sealed.key");
      Ran ran =
          Ran.command(
              "key",
              "encrypt",
              key.toString(),
              "--out",
              sealed.toString(),
              "--passphrase-file",
              passphrase.toString());
      assertEquals(0, ran.status(), ran.err());
      Files.move(sealed, key, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private String refusal() {
    ConfigException refused =
        assertThrows(ConfigException.class, () -> NodeMain.run(directory.config(node)));
    return String.valueOf(refused.getMessage());
  }

  @Test
  @DisplayName("starts with the file of their passphrase, and with nothing else")
  void starts() throws Exception {
    assertTrue(refusal().contains("encrypted"), refusal());
    Files.writeString(
        directory.config(node), "passphraseFile: secret\n", StandardOpenOption.APPEND);
    Files.writeString(passphrase, "another\n");
    assertTrue(refusal().contains("the passphrase does not open"), refusal());
    Files.writeString(passphrase, "open\n");
    List<NodeOptions> options = new ArrayList<>();
    assertThrows(
        Opened.class,
        () ->
            NodeMain.run(
                directory.config(node),
                opened -> {
                  options.add(opened);
                  throw new Opened();
                }));
    ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    try (Node running =
            new Node(
                options.getFirst(),
                NodeMain.engine(EngineKind.PBFT),
                new KeyValueApplication(),
                (reason, _) -> failures.add(reason));
        HttpClient http = HttpClient.newHttpClient()) {
      running.start();
      HttpResponse<String> live =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + running.apiPort() + "/health/live"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals(200, live.statusCode(), live.body());
    }
    assertTrue(failures.isEmpty(), failures.toString());
  }
}
