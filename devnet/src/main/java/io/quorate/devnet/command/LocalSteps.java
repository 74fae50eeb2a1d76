package io.quorate.devnet.command;

import io.quorate.devnet.diagnose.Steps;
import io.quorate.devnet.network.LocalNetwork;

/** The next steps on a network of this machine: commands to type. */
record LocalSteps(LocalNetwork network) implements Steps {
  private String command(String words) {
    return network.directory().command(words);
  }

  /** A fault that was made on purpose is the likeliest cause where there can be one. */
  private String faults(String otherwise) {
    return network.plan().faults()
        ? "look whether it was made on purpose: " + command("devnet fault list")
        : otherwise;
  }

  @Override
  public String start(String node) {
    return "start it: " + command("devnet start " + node);
  }

  @Override
  public String resume(String node) {
    return "let it go on: " + command("devnet fault resume " + node);
  }

  @Override
  public String connect() {
    return faults("read the logs of both sides: " + command("devnet logs NODE"));
  }

  @Override
  public String log(String node) {
    return "read its log: " + command("devnet logs " + node);
  }

  @Override
  public String clock(String node) {
    return faults("put the clock of this machine right");
  }

  @Override
  public String room(String node) {
    return faults("free some space under " + network.directory().root());
  }
}
