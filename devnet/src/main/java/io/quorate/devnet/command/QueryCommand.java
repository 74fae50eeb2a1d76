package io.quorate.devnet.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.application.Application;
import io.quorate.application.Query;
import io.quorate.application.QueryResult;
import io.quorate.client.LocalAnswer;
import io.quorate.client.ProvedAnswer;
import io.quorate.client.QueryRule;
import io.quorate.client.QuorateClient;
import io.quorate.consensus.Genesis;
import io.quorate.crypto.Bytes;
import io.quorate.devnet.network.DevnetException;
import io.quorate.node.application.ApplicationJarException;
import io.quorate.node.application.GenesisApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Questions that an application answers. */
@Command(
    name = "query",
    description = {
      "Ask the application a question and print its answer: text, or hexadecimal digits behind 0x.",
      "The application runs here over entries of its state that are proved, so no node is believed."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before the command runs
final class QueryCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PATH", description = "What is asked, in the application's words.")
  String path;

  @Parameters(
      index = "1",
      arity = "0..1",
      defaultValue = "",
      paramLabel = "DATA",
      description = "About what: text, unless --hex says otherwise (default: nothing).")
  String data;

  @Option(names = "--hex", description = "DATA is hexadecimal digits, not text.")
  boolean hex;

  @Option(
      names = "--app",
      paramLabel = "JAR",
      description = "The application (default: the one of the local network).")
  Optional<Path> jar = Optional.empty();

  @ArgGroup StateCommand.Reading reading;

  @Mixin ClientOptions client;

  @Mixin Output output;

  @Override
  public Integer call() throws Exception {
    Query query = question();
    try (QuorateClient quorate = client.connect()) {
      if (reading != null && reading.local) {
        show(ClientOptions.await(quorate.queryLocal(path, query.data())));
        return 0;
      }
      Genesis genesis = client.trusted();
      Application application = application(genesis);
      QueryRule<QueryResult> rule =
          (height, state) -> application.query(query.at(height), state::apply);
      show(
          ClientOptions.await(
              reading != null && reading.linearizable
                  ? quorate.queryLinearizable(path, query.data(), rule)
                  : quorate.query(path, query.data(), rule)),
          genesis);
      return 0;
    }
  }

  private Query question() throws DevnetException {
    Bytes bytes = Texts.bytes(data, hex);
    try {
      return new Query(path, bytes, 0);
    } catch (IllegalArgumentException e) {
      throw DevnetException.of(e);
    }
  }

  private Application application(Genesis genesis) throws DevnetException {
    Path installed = client.where.directory().applicationJar();
    Optional<Path> file =
        jar.or(() ->
            client.genesis.isEmpty() && Files.exists(installed)
                ? Optional.of(installed)
                : Optional.empty());
    try {
      return GenesisApplication.find(genesis.application(), file);
    } catch (ApplicationJarException e) {
      throw new DevnetException(
          e.getMessage() + "; give it with --app JAR, or believe one node with --local", e);
    }
  }

  private void show(LocalAnswer local) {
    ObjectNode json = answer(local.answer());
    json.put("height", local.height()).put("node", local.node().toString());
    output.result(
        json,
        Texts.show(local.answer())
            + "\nheight "
            + local.height()
            + ", as "
            + local.node()
            + " says, without a proof");
  }

  private void show(ProvedAnswer<QueryResult> proved, Genesis genesis) throws DevnetException {
    switch (proved.answer()) {
      case QueryResult.Refused(String reason) ->
          throw new DevnetException("the application does not answer that: " + reason);
      case QueryResult.Answered(Bytes bytes) -> {
        ObjectNode json = answer(bytes);
        json.put("entries", proved.entries().size());
        Proofs.add(json, proved.certificate(), genesis);
        output.result(
            json,
            Texts.show(bytes)
                + "\ncomputed here from "
                + proved.entries().size()
                + (proved.entries().size() == 1 ? " entry" : " entries")
                + " of the state; "
                + Proofs.sentence(proved.certificate(), genesis));
      }
    }
  }

  private ObjectNode answer(Bytes bytes) {
    ObjectNode json = Output.object();
    json.put("path", path);
    Texts.text(bytes).ifPresent(text -> json.put("answer", text));
    return json.put("answerHex", bytes.toHex());
  }
}
