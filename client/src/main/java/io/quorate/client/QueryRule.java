package io.quorate.client;

import io.quorate.crypto.Bytes;
import java.util.Optional;
import java.util.function.Function;

/**
 * How an application answers a question: its own code, run by the client over what was proved. With
 * the application's class at hand this is {@code (height, state) -> application.query(new
 * Query(path, data, height), state::apply)}; everybody else writes down what they know of its keys.
 *
 * @param <A> the answer
 */
@FunctionalInterface
public interface QueryRule<A> {
  /**
   * The answer. A function of its arguments alone: it is run again for the answer of another node.
   *
   * @param height of the state
   * @param state what each key of the application holds. It throws for a key that the node has not
   *     proved; let that pass through, upon which another node is asked
   */
  A answer(long height, Function<Bytes, Optional<Bytes>> state);
}
