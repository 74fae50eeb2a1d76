package io.quorate.devnet.command;

import io.quorate.devnet.network.DevnetException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** All commands under one root, with one behaviour for help, mistakes and failures. */
public final class CommandTree {
  private CommandTree() {}

  /** The tree, ready to execute one command line. */
  public static CommandLine create() {
    RootCommand root = new RootCommand();
    CommandLine tree = new CommandLine(root);
    addHelp(tree);
    tree.setUsageHelpAutoWidth(true);
    tree.setCaseInsensitiveEnumValuesAllowed(true);
    tree.setParameterExceptionHandler(CommandTree::wrongUsage);
    tree.setExecutionExceptionHandler(
        (failure, command, parsed) -> failed(failure, command, root.verbose));
    return tree;
  }

  private static void addHelp(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Print this help and exit.")
            .build());
    command.getSubcommands().values().forEach(CommandTree::addHelp);
  }

  private static int wrongUsage(ParameterException mistake, String[] arguments) {
    CommandLine command = mistake.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("quorate: " + mistake.getMessage());
    err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception failure, CommandLine command, boolean verbose) {
    PrintWriter err = command.getErr();
    if (failure instanceof DevnetException) {
      err.println("quorate: " + failure.getMessage());
    } else {
      err.println(
          "quorate: unexpected failure: "
              + failure
              + (verbose ? "" : "; run the command again with --verbose and report the output"));
    }
    if (verbose) {
      failure.printStackTrace(err);
    }
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }
}
