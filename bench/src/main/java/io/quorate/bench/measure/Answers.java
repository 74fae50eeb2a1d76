package io.quorate.bench.measure;

import io.quorate.client.ClientException;
import io.quorate.devnet.network.DevnetException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for answers of the client library. */
final class Answers {
  private Answers() {}

  /** The answer; what the client says of its absence as a sentence. */
  static <T> T await(CompletableFuture<T> answer) throws DevnetException, InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ClientException refused) {
        throw DevnetException.of(refused);
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
