package io.quorate.devnet.command;

import io.quorate.simulator.byzantine.LieKind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The names of what a Byzantine node can do, for help and for reading options. */
final class Strategies implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return LieKind.labels().iterator();
  }

  /** The strategies of those names; none when the option was left away. */
  static List<LieKind> of(@Nullable List<String> names, CommandLine command) {
    List<LieKind> kinds = new ArrayList<>();
    for (String name : names == null ? List.<String>of() : names) {
      kinds.add(
          LieKind.ofLabel(name)
              .orElseThrow(() ->
                  new ParameterException(
                      command,
                      "--byzantine is '"
                          + name
                          + "'; it must be one of "
                          + String.join(", ", LieKind.labels()))));
    }
    return kinds;
  }
}
