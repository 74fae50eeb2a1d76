package io.quorate.devnet.command;

import io.quorate.api.genesis.GenesisException;
import io.quorate.api.genesis.GenesisJson;
import io.quorate.consensus.Genesis;
import io.quorate.devnet.diagnose.Diagnosis;
import io.quorate.devnet.diagnose.Look;
import io.quorate.devnet.diagnose.Observer;
import io.quorate.devnet.diagnose.Sight;
import io.quorate.devnet.diagnose.Steps;
import io.quorate.devnet.network.DevnetException;
import io.quorate.devnet.network.LocalNetwork;
import io.quorate.devnet.network.NodeSpec;
import io.quorate.devnet.network.NodeState;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Why is it not committing. */
@Command(
    name = "diagnose",
    description = {
      "Say why a network does not commit, or what it works in spite of, and what to do next.",
      "Without options it looks at the local network, processes or containers; with --node at any.",
      "Exit status: 0 nothing is wrong, 3 it works in spite of faults, 4 it does not commit or"
          + " nodes disagree."
    })
final class DiagnoseCommand implements Callable<Integer> {
  private static final double MILLIS = 1_000;
  private static final double NANOS = 1e9;
  private static final int LAST_WORDS = 12;

  @Option(
      names = "--node",
      paramLabel = "URL",
      description = "A node's API, such as http://10.0.0.1:17101; repeat it for each node.")
  List<URI> urls = new ArrayList<>();

  @Option(
      names = "--genesis",
      paramLabel = "FILE",
      description = "The genesis of that network (default: the one that the first node serves).")
  Optional<Path> genesis = Optional.empty();

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      defaultValue = "3s",
      description = "How long to watch whether it commits (default: 3s).")
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  String wait;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  DirectoryOption where;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  Output output;

  @Override
  public Integer call() throws DevnetException, InterruptedException {
    long waitMillis = new Quantities(output.command.commandLine()).delay("--wait", wait);
    Observer observer = new Observer();
    Optional<LocalNetwork> local = urls.isEmpty() ? Optional.of(where.network()) : Optional.empty();
    Genesis chain = chain(observer, local);
    long begin = System.nanoTime();
    Look before = observer.look(chain, targets(local));
    Thread.sleep(waitMillis);
    double seconds = (System.nanoTime() - begin) / NANOS;
    Look after = observer.look(chain, targets(local));
    Diagnosis diagnosis =
        Diagnosis.of(
            chain,
            before,
            after,
            Math.max(seconds, 1 / MILLIS),
            local.<Steps>map(LocalSteps::new).orElseGet(Steps.Anywhere::new));
    DiagnosisText text = new DiagnosisText(diagnosis, after);
    output.result(text.json(), String.join("\n", text.lines()));
    return diagnosis.exitStatus();
  }

  private Genesis chain(Observer observer, Optional<LocalNetwork> local) throws DevnetException {
    Optional<Path> file =
        genesis.isPresent() ? genesis : local.map(network -> network.directory().genesis());
    if (file.isPresent()) {
      try {
        return GenesisJson.read(file.get());
      } catch (GenesisException e) {
        throw DevnetException.of(e);
      }
    }
    return observer
        .genesis(targets(local))
        .orElseThrow(() ->
            new DevnetException(
                "none of the nodes answers, so nothing is known of their network; check the"
                    + " addresses, or name its genesis with --genesis FILE"));
  }

  private List<Observer.Target> targets(Optional<LocalNetwork> local) throws DevnetException {
    if (local.isEmpty()) {
      return urls.stream()
          .map(url -> new Observer.Target(Optional.empty(), url, new Sight.Condition.Unknown()))
          .toList();
    }
    List<Observer.Target> targets = new ArrayList<>();
    for (NodeSpec node : local.get().nodes()) {
      targets.add(
          new Observer.Target(Optional.of(node.name()), node.url(), process(local.get(), node)));
    }
    return targets;
  }

  private static Sight.Condition process(LocalNetwork network, NodeSpec node)
      throws DevnetException {
    return switch (network.state(node)) {
      case NodeState.Running running ->
          running.paused() ? new Sight.Condition.Frozen() : new Sight.Condition.Runs();
      case NodeState.Stopped _ -> new Sight.Condition.Stopped();
      case NodeState.Died _ -> new Sight.Condition.Ended(network.lastLines(node, LAST_WORDS));
    };
  }
}
