package io.quorate.node.runtime;

import io.quorate.consensus.Genesis;
import io.quorate.crypto.PrivateKey;
import io.quorate.node.api.ApiConfig;
import io.quorate.node.net.TransportConfig;
import java.nio.file.Path;

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
 */
public record NodeOptions(
    String name,
    Genesis genesis,
    int self,
    PrivateKey key,
    Path dataDir,
    TransportConfig transport,
    ApiConfig api,
    int verificationThreads) {}
