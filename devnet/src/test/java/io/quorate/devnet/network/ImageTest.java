package io.quorate.devnet.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import io.quorate.api.genesis.GenesisJson;
import io.quorate.application.kv.KeyValueOperation;
import io.quorate.client.Account;
import io.quorate.client.ClientConfig;
import io.quorate.client.QuorateClient;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Receipt;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.devnet.process.Docker;
import io.quorate.node.runtime.FirstStart;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/** What docs/operations.md says of the image, without Compose and the devnet's commands. */
@Tag("process")
@DisplayName("The image, in containers that another program starts")
@SuppressWarnings("NullAway.Init") // JUnit sets up before the test
class ImageTest {
  private static final int SOME = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final NetworkPlan PLAN =
      new NetworkPlan(
          4,
          EngineKind.PBFT,
          SchemeId.ED25519,
          NetworkPlan.DEFAULT_BASE_PORT,
          true,
          false,
          ChainParameters.DEFAULT_EPOCH_LENGTH);

  private final Bytes seed = Bytes.wrap(new byte[32]);
  private final PrivateKey key = SignatureSchemes.of(SchemeId.ED25519).privateKey(seed);
  private final List<Bytes> written = new ArrayList<>();
  private final List<GenericContainer<?>> containers = new ArrayList<>();
  @TempDir Path folder;
  private NetworkDirectory directory;
  private Genesis genesis;
  private DockerNames names;
  private Network network;

  @BeforeEach
  void start() throws Exception {
    Docker.assumeDaemon();
    directory = new NetworkDirectory(folder.resolve("network"));
    LocalNetwork.create(directory, PLAN);
    genesis = GenesisJson.read(directory.genesis());
    names = DockerNames.of(genesis.chainId().toHex());
    new DockerImage(directory.root().resolve("image")).build(names.image(), false);
    network = Network.newNetwork();
    for (NodeSpec node : PLAN.specs()) {
      Path volume = Files.createDirectory(directory.node(node).resolve("volume"));
      Path data = volume.resolve("store");
      FirstStart.allow(data);
      ContainerUser.here().own(volume);
      ContainerUser.here().own(FirstStart.mark(data));
      containers.add(container(node, names.image()));
    }
    Startables.deepStart(containers).join();
  }

  @AfterEach
  void end() {
    containers.forEach(GenericContainer::stop);
    if (network != null) {
      network.close();
      Docker.run("rmi", "-f", renewed(), names.image());
    }
  }

  private GenericContainer<?> container(NodeSpec node, String image) {
    Path files = directory.node(node);
    List<Bind> binds =
        List.of(
            Bind.parse(files + ":/config:ro"),
            Bind.parse(directory.genesis() + ":/genesis.json:ro"),
            Bind.parse(files.resolve("volume") + ":/data"));
    return new GenericContainer<>(DockerImageName.parse(image))
        .withNetwork(network)
        .withNetworkAliases(node.name())
        .withExposedPorts(ComposeFile.API_PORT)
        .withTmpFs(Map.of("/tmp", "exec,mode=1777,size=64m"))
        .withCreateContainerCmdModifier(command -> {
          HostConfig host = Objects.requireNonNull(command.getHostConfig());
          host.withReadonlyRootfs(true).withBinds(binds);
          command.withUser(user().text());
        })
        .waitingFor(
            Wait.forHttp("/health/ready")
                .forPort(ComposeFile.API_PORT)
                .withStartupTimeout(PATIENCE));
  }

  private static ContainerUser user() {
    try {
      return ContainerUser.here();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName(
      "has no code of the devnet; commits beside a frozen one; and is replaced by another image, one"
          + " node at a time, with nothing lost and one state at the end")
  void replaced() throws Exception {
    assertOnlyNode();
    build(renewed());
    write("at first");
    var frozen = containers.get(1);
    frozen.getDockerClient().pauseContainerCmd(frozen.getContainerId()).exec();
    write("beside a frozen one");
    frozen.getDockerClient().unpauseContainerCmd(frozen.getContainerId()).exec();
    for (NodeSpec node : PLAN.specs()) {
      int index = node.number() - 1;
      containers.get(index).stop(); // kills and removes it
      write("without " + node.name());
      containers.set(index, container(node, renewed()));
      containers.get(index).start();
      assertEquals(id(renewed()), containers.get(index).getContainerInfo().getImageId());
    }
    write("with new containers alone");
    assertNotEquals(id(names.image()), id(renewed()));
    awaitOneState();
    try (QuorateClient client = client()) {
      for (Bytes entry : written) {
        assertEquals(entry, client.getLinearizable(entry).get().value().orElseThrow());
      }
    }
  }

  /** What the image holds, and what runs in it. */
  private void assertOnlyNode() throws Exception {
    try (Stream<Path> jars = Files.list(directory.root().resolve("image/lib"))) {
      for (Path jar : jars.toList()) {
        NodeProgram.assertHasNoStrangers(jar);
      }
    }
    String[] look = {"bash", "-c", "ls /opt/quorate /opt/quorate/lib; cat /proc/1/cmdline"};
    String seen = containers.getFirst().execInContainer(look).getStdout();
    assertTrue(seen.contains("io.quorate.node.NodeMain"), seen);
    for (String stranger : List.of("door-lib", "devnet", "simulator", "picocli", "FaultyNode")) {
      assertFalse(seen.contains(stranger), seen);
    }
  }

  private String renewed() {
    return names.image() + "-renewed";
  }

  /** Another image with the same content, as a later build would make. */
  private void build(String name) throws Exception {
    Path context = Files.createDirectory(folder.resolve("renewed"));
    Files.writeString(
        context.resolve("Dockerfile"), "FROM " + names.image() + "\nLABEL build=later\n");
    Docker.Said said = Docker.run("build", "-q", "-t", name, context.toString());
    assertEquals(0, said.status(), said.out());
  }

  private static String id(String image) {
    return Docker.run("image", "inspect", "-f", "{{.Id}}", image).out().strip();
  }

  private void awaitOneState() throws Exception {
    List<NodeReport> reports = reports();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (reports.size() != containers.size()
        || reports.stream().map(NodeReport::height).distinct().count() != 1
        || reports.stream().map(NodeReport::stateRoot).distinct().count() != 1) {
      assertTrue(System.nanoTime() - deadline < 0, reports::toString);
      Thread.sleep(100);
      reports = reports();
    }
    assertTrue(reports.getFirst().height() > 0);
  }

  private List<NodeReport> reports() throws Exception {
    List<NodeReport> reports = new ArrayList<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (URI url : urls()) {
        HttpRequest status = HttpRequest.newBuilder(url.resolve("/v1/status")).build();
        String body = http.send(status, HttpResponse.BodyHandlers.ofString()).body();
        reports.add(NodeProbe.parse(body, "").orElseThrow());
      }
    }
    return reports;
  }

  private void write(String when) throws Exception {
    try (QuorateClient client = client()) {
      Account account = client.account(key).get();
      for (int i = 0; i < SOME; i++) {
        Bytes entry = Bytes.utf8(when + " " + i);
        Receipt receipt =
            account.submit(new KeyValueOperation.Put(entry, entry).encoded()).get().receipt();
        assertEquals(Receipt.Status.EXECUTED, receipt.status());
        written.add(entry);
      }
    }
  }

  /** Of the containers that run; a new one has another port. */
  private List<URI> urls() {
    return containers.stream()
        .filter(GenericContainer::isRunning)
        .map(each ->
            URI.create("http://" + each.getHost() + ":" + each.getMappedPort(ComposeFile.API_PORT)))
        .toList();
  }

  private QuorateClient client() {
    List<URI> urls = urls();
    assertFalse(urls.isEmpty(), () -> "no container runs: " + Arrays.toString(logs()));
    return QuorateClient.connect(
        ClientConfig.of(genesis, urls)
            .withTimes(Duration.ofSeconds(2), PATIENCE, Duration.ofSeconds(10)));
  }

  private Object[] logs() {
    return containers.stream().map(GenericContainer::getLogs).toArray();
  }
}
