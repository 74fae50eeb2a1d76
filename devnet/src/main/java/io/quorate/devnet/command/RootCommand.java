package io.quorate.devnet.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The top of the tree. */
@Command(
    name = "quorate",
    description = "Byzantine fault-tolerant replication: run networks, use them, test them.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Version.class,
    subcommands = {
      DevnetCommand.class,
      KvCommand.class,
      StateCommand.class,
      QueryCommand.class,
      TxCommand.class,
      BlockCommand.class,
      VerifyCommand.class,
      KeyCommand.class,
      DiagnoseCommand.class,
      LoadCommand.class,
      SimulateCommand.class,
      AppCommand.class,
      NodeCommand.class,
    },
    footer = {
      "",
      "Start here:",
      "  ./quorate devnet up --detach     four nodes on this machine",
      "  ./quorate kv put hello world     a signed transaction, with a receipt that proves itself",
      "  ./quorate kv get hello           the value, and who vouches for it",
    })
final class RootCommand {
  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Print the whole cause of a failure.")
  boolean verbose;

  @Option(names = "--version", versionHelp = true, description = "Print the version and exit.")
  boolean version;
}
