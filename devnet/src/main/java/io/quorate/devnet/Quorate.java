package io.quorate.devnet;

import io.quorate.devnet.command.CommandTree;

/** The main class of the {@code quorate} command. */
public final class Quorate {
  private Quorate() {}

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] args) {
    System.exit(CommandTree.create().execute(args));
  }
}
