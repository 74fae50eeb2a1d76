package io.quorate.client;

import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.ProvedState;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.PrivateKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A {@link QuorateClient} for callers that wait: the same operations, which return what they are
 * asked for or throw the {@link ClientException} that says why not. No future, nothing to unwrap.
 *
 * <p>Every call ends within the times of the {@link ClientConfig}: a submission with {@link
 * UnknownOutcomeException} after {@code timeout}, a read with {@link UnavailableException} when
 * each node had {@code query}. A call that is interrupted throws {@link InterruptedException} at
 * once; a submission goes on all the same, so whoever may be interrupted and has to know keeps what
 * {@link Account#sign} returns and submits that.
 *
 * <p>Thread-safe: it holds no state of its own. Virtual threads suit it. Never call it where
 * futures of the client complete, or in a consumer of one of its streams.
 */
public final class BlockingClient {
  private final QuorateClient client;

  BlockingClient(QuorateClient client) {
    this.client = client;
  }

  /** As {@link QuorateClient#account}. */
  public Account account(PrivateKey key) throws InterruptedException {
    return await(client.account(key));
  }

  /**
   * As {@link Account#submit(Bytes)}.
   *
   * @throws RefusedException when it was not executed and will not be, as nodes say
   * @throws ExpiredException when it was not executed and never will be, which is proved
   * @throws UnknownOutcomeException when it may be executed or not
   */
  public ProvedReceipt submit(PrivateKey key, Bytes payload) throws InterruptedException {
    return await(client.submit(key, payload));
  }

  /**
   * As {@link Account#submit(Transaction)}; throws what {@link #submit(PrivateKey, Bytes)} does.
   */
  public ProvedReceipt submit(Account account, Transaction transaction)
      throws InterruptedException {
    return await(account.submit(transaction));
  }

  /** As {@link QuorateClient#transaction}. */
  public TransactionStatus transaction(Hash id) throws InterruptedException {
    return await(client.transaction(id));
  }

  /** As {@link QuorateClient#get}. */
  public ProvedState get(Bytes key) throws InterruptedException {
    return await(client.get(key));
  }

  /** As {@link QuorateClient#getLinearizable}. */
  public ProvedState getLinearizable(Bytes key) throws InterruptedException {
    return await(client.getLinearizable(key));
  }

  /**
   * As {@link QuorateClient#getAt}.
   *
   * @throws PrunedException when no node holds the state of that height any more, as they say
   */
  public ProvedState getAt(long height, Bytes key) throws InterruptedException {
    return await(client.getAt(height, key));
  }

  /** As {@link QuorateClient#getLocal}: the word of one node. */
  public LocalValue getLocal(Bytes key) throws InterruptedException {
    return await(client.getLocal(key));
  }

  /** As {@link QuorateClient#query}. */
  public <A> ProvedAnswer<A> query(String path, Bytes data, QueryRule<A> rule)
      throws InterruptedException {
    return await(client.query(path, data, rule));
  }

  /** As {@link QuorateClient#queryLinearizable}. */
  public <A> ProvedAnswer<A> queryLinearizable(String path, Bytes data, QueryRule<A> rule)
      throws InterruptedException {
    return await(client.queryLinearizable(path, data, rule));
  }

  /** As {@link QuorateClient#queryLocal}: the word of one node. */
  public LocalAnswer queryLocal(String path, Bytes data) throws InterruptedException {
    return await(client.queryLocal(path, data));
  }

  /** As {@link QuorateClient#block}. */
  public ProvedBlock block(long height) throws InterruptedException {
    return await(client.block(height));
  }

  /** As {@link QuorateClient#latestBlock}. */
  public ProvedBlock latestBlock() throws InterruptedException {
    return await(client.latestBlock());
  }

  /** As {@link QuorateClient#status}: the words of nodes. */
  public List<NodeReport> status() throws InterruptedException {
    return await(client.status());
  }

  private static <T> T await(CompletableFuture<T> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw switch (Queries.root(e)) {
        case RuntimeException failure -> failure;
        case Error error -> throw error;
        case Throwable other -> new IllegalStateException(other);
      };
    }
  }
}
