package io.quorate.devnet.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * What one command line did in this process.
 *
 * @param status its exit status
 * @param out what it printed to standard output
 * @param err what it printed to standard error
 */
public record Ran(int status, String out, String err) {

  /** Runs it. */
  public static Ran command(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine tree =
        CommandTree.create().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int status = tree.execute(arguments);
    return new Ran(status, out.toString(), err.toString());
  }
}
