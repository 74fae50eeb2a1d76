package io.quorate.devnet.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Console;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command prints, and in which form. */
final class Output {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Option(names = "--json", description = "Print the result as JSON, for programs.")
  boolean json;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  CommandSpec command;

  /** An empty JSON object to fill. */
  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Prints the result, in the form that was asked for. */
  void result(ObjectNode forPrograms, String forPeople) {
    if (json) {
      printJson(forPrograms);
    } else {
      line(forPeople);
    }
  }

  /**
   * What was asked for is not there: as JSON on standard output, or a sentence on standard error.
   */
  void absent(ObjectNode forPrograms, String forPeople) {
    if (json) {
      printJson(forPrograms);
    } else {
      note(forPeople);
    }
  }

  /** One of many results: a line of JSON, or what people read. */
  void each(ObjectNode forPrograms, String forPeople) {
    line(json ? forPrograms.toString() : forPeople);
  }

  /** One line to standard output. */
  void line(String text) {
    command.commandLine().getOut().println(text);
    command.commandLine().getOut().flush();
  }

  /** One line for people who watch, to standard error, so that the result stays clean. */
  void note(String text) {
    command.commandLine().getErr().println(text);
    command.commandLine().getErr().flush();
  }

  /** Whether a person at a terminal waits for the result. */
  boolean isWatched() {
    return !json
        && Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
        && !"dumb".equals(System.getenv().getOrDefault("TERM", "dumb"));
  }

  private void printJson(ObjectNode node) {
    try {
      line(JSON.writeValueAsString(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
