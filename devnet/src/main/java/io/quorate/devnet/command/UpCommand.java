package io.quorate.devnet.command;

import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.crypto.SchemeId;
import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.NetworkApplication;
import io.quorate.devnet.network.NetworkDirectory;
import io.quorate.devnet.network.NetworkPlan;
import io.quorate.devnet.network.NodeProbe;
import io.quorate.devnet.network.NodeSpec;
import io.quorate.devnet.network.Readiness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Brings a network up, making it first when there is none. */
@Command(
    name = "up",
    description = {
      "Start a network of node processes, making its keys, genesis and configuration first when"
          + " there is none.",
      "Without --detach it shows a table until Ctrl-C, which stops the nodes. A network that is up"
          + " is left as it is."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the command runs
final class UpCommand implements Callable<Integer> {
  @Option(
      names = "--nodes",
      paramLabel = "COUNT",
      description = "How many nodes a new network gets (default: 4).")
  Optional<Integer> nodes;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description = "Who orders in a new network: hotstuff (the default), pbft or tendermint.")
  Optional<String> engine;

  @Option(
      names = "--scheme",
      paramLabel = "SCHEME",
      description = "Signatures of a new network: ed25519 (the default) or bls12-381.")
  Optional<String> scheme;

  @Option(
      names = "--base-port",
      paramLabel = "PORT",
      description =
          "Node i of a new network has its peers on PORT+i and its clients on PORT+100+i (default:"
              + " 17000).")
  Optional<Integer> basePort;

  @Option(
      names = "--docker",
      description = "The nodes of a new network are containers; see compose.yaml in its folder.")
  boolean docker;

  @Option(
      names = "--faults",
      description = "The nodes of a new network have a door for faults; see `devnet fault`.")
  boolean faults;

  @Option(
      names = "--app",
      paramLabel = "JAR",
      description = {
        "The application of a new network (default: the key-value application). For a network that"
            + " is",
        "there and stopped: another build of the same application."
      })
  Optional<Path> app;

  @Option(
      names = "--app-genesis",
      paramLabel = "FILE",
      description = "What the application of a new network starts from, in its own encoding.")
  Optional<Path> appGenesis;

  @Option(
      names = "--epoch-length",
      paramLabel = "HEIGHTS",
      description =
          "Heights of an epoch of a new network (default: 10000). A node that lost its disk votes"
              + " again when the next epoch begins.")
  Optional<Long> epochLength;

  @Option(
      names = "--detach",
      description = "Return when the nodes are ready and leave them running.")
  boolean detach;

  @Option(
      names = "--fresh",
      description = "Delete the folder's network with its data, make a new one.")
  boolean fresh;

  @Mixin DirectoryOption where;
  @Mixin Output output;

  @Override
  public Integer call() throws Exception {
    NetworkPlan wanted = plan();
    LocalNetwork network = findOrMake(wanted);
    NodeProbe probe = new NodeProbe();
    LiveView view = new LiveView(network, probe, output);
    if (!detach && network.running().isEmpty()) {
      view.stopNodesAtExit();
    }
    List<NodeSpec> started;
    try (AutoCloseable _ = network.lock()) {
      started = network.start(network.nodes());
      if (!started.isEmpty()) {
        output.note("starting " + DevnetCommand.nodes(started.size()) + " ...");
      }
      awaitReady(network, probe, started);
    }
    if (detach || started.isEmpty()) {
      describe(network, probe, started.isEmpty());
      return 0;
    }
    view.stopNodesAtExit();
    return view.run();
  }

  private void awaitReady(LocalNetwork network, NodeProbe probe, List<NodeSpec> started)
      throws DevnetException, InterruptedException {
    try {
      new Readiness(network, probe).await(network.nodes(), ready -> {});
    } catch (DevnetException e) {
      // Half a network that nobody asked for must not stay behind.
      for (NodeSpec node : started) {
        network.stop(node);
      }
      throw e;
    }
  }

  private void describe(LocalNetwork network, NodeProbe probe, boolean wasUp)
      throws DevnetException {
    NetworkView view = new NetworkView(network, probe.view(network));
    String text =
        (wasUp ? "the network is up already\n" : "the network is up\n")
            + String.join("\n", new StatusTable().lines(view))
            + "\nlook  "
            + network.directory().command("devnet status")
            + "\nuse   "
            + network
                .directory()
                .command(
                    Files.exists(network.directory().applicationJar())
                        ? "tx submit PAYLOAD"
                        : "kv put hello world")
            + "\nstop  "
            + network.directory().command("devnet down");
    output.result(view.json(), text);
  }

  private LocalNetwork findOrMake(NetworkPlan wanted) throws DevnetException, InterruptedException {
    NetworkDirectory directory = where.directory();
    NetworkApplication application =
        app.isPresent() ? NetworkApplication.of(app.get(), appGenesis) : NetworkApplication.BUNDLED;
    if (fresh && directory.exists()) {
      LocalNetwork.delete(directory);
    }
    if (!directory.exists()) {
      LocalNetwork made = LocalNetwork.create(directory, wanted, application);
      output.note(
          "made a network of "
              + wanted.nodes()
              + " nodes (application "
              + application.name()
              + ", "
              + wanted.engine().label()
              + ", "
              + wanted.scheme().label()
              + ") in "
              + directory.root());
      return made;
    }
    LocalNetwork network = LocalNetwork.open(directory);
    refuseOther(network.plan(), wanted, directory);
    if (app.isPresent()) {
      network.renewApplication(application);
    }
    return network;
  }

  /** Options that say otherwise than the network that is there were meant for another one. */
  private void refuseOther(NetworkPlan present, NetworkPlan wanted, NetworkDirectory directory)
      throws DevnetException {
    boolean same =
        (nodes.isEmpty() || present.nodes() == wanted.nodes())
            && (engine.isEmpty() || present.engine() == wanted.engine())
            && (scheme.isEmpty() || present.scheme() == wanted.scheme())
            && (basePort.isEmpty() || present.basePort() == wanted.basePort())
            && (!docker || present.docker())
            && (!faults || present.faults())
            && (epochLength.isEmpty() || present.epochLength() == wanted.epochLength());
    if (!same) {
      throw new DevnetException(
          directory.root()
              + " holds a network of "
              + present.nodes()
              + " nodes ("
              + present.engine().label()
              + ", "
              + present.scheme().label()
              + ", base port "
              + present.basePort()
              + (present.docker() ? ", in containers" : "")
              + (present.faults() ? ", with a door for faults" : "")
              + ", epochs of "
              + present.epochLength()
              + " heights"
              + "), not the one asked for; leave the options away to use it,"
              + " replace it with --fresh (its data is lost), or choose another --dir");
    }
  }

  private NetworkPlan plan() {
    NetworkPlan plan =
        new NetworkPlan(
            nodes.orElse(NetworkPlan.MIN_NODES),
            engine.map(this::engine).orElse(EngineKind.HOTSTUFF),
            scheme.map(this::scheme).orElse(SchemeId.ED25519),
            basePort.orElse(NetworkPlan.DEFAULT_BASE_PORT),
            docker,
            faults,
            epochLength.orElse(ChainParameters.DEFAULT_EPOCH_LENGTH));
    if (appGenesis.isPresent() && app.isEmpty()) {
      throw misused("--app-genesis needs --app, the application that starts from it");
    }
    plan.fault()
        .ifPresent(fault -> {
          throw misused(fault);
        });
    return plan;
  }

  private EngineKind engine(String label) {
    return EngineKind.ofLabel(label)
        .orElseThrow(
            () -> misused("--engine is '" + label + "'; it must be pbft, hotstuff or tendermint"));
  }

  private SchemeId scheme(String label) {
    return SchemeId.ofLabel(label)
        .orElseThrow(() -> misused("--scheme is '" + label + "'; it must be ed25519 or bls12-381"));
  }

  private ParameterException misused(String sentence) {
    return new ParameterException(output.command.commandLine(), sentence);
  }
}
