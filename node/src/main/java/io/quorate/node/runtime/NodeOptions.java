package io.quorate.node.runtime;

import io.quorate.consensus.Genesis;
import io.quorate.crypto.PrivateKey;
import io.quorate.node.api.ApiConfig;
import io.quorate.node.net.TransportConfig;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything a node is made of, read and checked.
 *
 * @param name its name
 * @param genesis the chain's genesis
 * @param self its validator index
 * @param key its vote key
 * @param dataDir where it stores everything
 * @param transport its peers
 * @param api where clients connect
 * @param verificationThreads threads that decode and verify
 * @param interposer what stands between the replica and the rest; nothing in an honest node
 * @param surroundings its clock, disk and lines
 */
public record NodeOptions(
    String name,
    Genesis genesis,
    int self,
    PrivateKey key,
    Path dataDir,
    TransportConfig transport,
    ApiConfig api,
    int verificationThreads,
    Optional<Interposer> interposer,
    Surroundings surroundings) {

  /** In real surroundings. */
  public NodeOptions(
      String name,
      Genesis genesis,
      int self,
      PrivateKey key,
      Path dataDir,
      TransportConfig transport,
      ApiConfig api,
      int verificationThreads,
      Optional<Interposer> interposer) {
    this(
        name,
        genesis,
        self,
        key,
        dataDir,
        transport,
        api,
        verificationThreads,
        interposer,
        Surroundings.REAL);
  }

  /** The same node with something between its replica and the rest. */
  public NodeOptions with(Interposer between) {
    return new NodeOptions(
        name,
        genesis,
        self,
        key,
        dataDir,
        transport,
        api,
        verificationThreads,
        Optional.of(between),
        surroundings);
  }

  /** The same node in other surroundings. */
  public NodeOptions in(Surroundings others) {
    return new NodeOptions(
        name, genesis, self, key, dataDir, transport, api, verificationThreads, interposer, others);
  }
}
