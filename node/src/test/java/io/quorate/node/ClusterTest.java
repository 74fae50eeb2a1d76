package io.quorate.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.quorate.api.QuorateGrpc;
import io.quorate.api.SubmitOneRequest;
import io.quorate.api.SubmitOneResponse;
import io.quorate.application.kv.KeyValueOperation;
import io.quorate.consensus.Epoch;
import io.quorate.consensus.FinalityCertificate;
import io.quorate.consensus.ProvedReceipt;
import io.quorate.consensus.Receipt;
import io.quorate.consensus.Transaction;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.MerkleProof;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.node.runtime.Node;
import io.quorate.node.runtime.Repair;
import io.quorate.node.storage.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes in one process: real sockets, TLS, LevelDB and threads. */
@Timeout(120)
class ClusterTest {
  private static final PrivateKey CLIENT =
      SignatureSchemes.of(SchemeId.ED25519).privateKey(Bytes.wrap(new byte[32]));

  @Test
  @DisplayName("four nodes commit transactions and answer with receipts that prove themselves")
  void commits(@TempDir Path directory) throws Exception {
    try (ClusterFixture cluster = new ClusterFixture(directory, 4, SchemeId.ED25519)) {
      cluster.startAll();
      for (int sequence = 1; sequence <= 20; sequence++) {
        put(cluster, sequence % 4, sequence);
      }
      assertEquals(List.of(), List.copyOf(cluster.failures));
    }
  }

  @Test
  @DisplayName("a stopped node comes back from its disk, catches up and serves what it missed")
  void comesBack(@TempDir Path directory) throws Exception {
    try (ClusterFixture cluster = new ClusterFixture(directory, 4, SchemeId.BLS12_381)) {
      cluster.startAll();
      put(cluster, 0, 1);
      cluster.stop(3);
      for (int sequence = 2; sequence <= 6; sequence++) {
        put(cluster, sequence % 3, sequence);
      }
      cluster.start(3);
      ProvedReceipt receipt = put(cluster, 3, 7);
      assertTrue(receipt.receipt().height() >= 7, "every transaction waited for the one before");
      assertEquals(List.of(), List.copyOf(cluster.failures));
    }
  }

  @Test
  @DisplayName(
      "S27: a node with a damaged file is refused, repaired, and rebuilt from its peers; it observes")
  void repaired(@TempDir Path directory) throws Exception {
    try (ClusterFixture cluster = new ClusterFixture(directory, 4, SchemeId.ED25519)) {
      cluster.startAll();
      for (int sequence = 1; sequence <= 6; sequence++) {
        put(cluster, sequence % 4, sequence);
      }
      Path data = directory.resolve("node3");
      assertThrows(
          StorageException.class,
          () -> Repair.run(data, cluster.genesis.chainId()),
          "nothing is repaired under a running node");
      cluster.stop(3);
      assertEquals(Optional.empty(), Repair.run(data, cluster.genesis.chainId()).damage());
      Path file = flipped(data.resolve("leveldb"));
      StorageException refused = assertThrows(StorageException.class, () -> cluster.start(3));
      assertTrue(refused.toString().contains(file.getFileName() + ": "), refused.toString());
      Repair.Outcome outcome = Repair.run(data, cluster.genesis.chainId());
      assertTrue(
          Files.exists(
              outcome.kept().orElseThrow().resolve("leveldb").resolve(file.getFileName())));
      Node node = cluster.start(3);
      assertFalse(node.status().voting(), "what it signed is not known");
      ProvedReceipt receipt = put(cluster, 3, 7);
      assertTrue(receipt.receipt().height() >= 7, "it fetched what was before");
      assertEquals(List.of(), List.copyOf(cluster.failures));
    }
  }

  /** Flips a bit in the longest table or log, and names it. */
  private static Path flipped(Path leveldb) throws Exception {
    Path longest;
    try (Stream<Path> files = Files.list(leveldb)) {
      longest =
          files
              .filter(file -> file.toString().matches(".*\\.(log|sst|ldb)"))
              .max(Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow();
    }
    byte[] content = Files.readAllBytes(longest);
    content[content.length / 4] ^= 4;
    Files.write(longest, content);
    return longest;
  }

  private static ProvedReceipt put(ClusterFixture cluster, int node, int sequence)
      throws Exception {
    Bytes payload =
        new KeyValueOperation.Put(Bytes.utf8("key" + sequence), Bytes.utf8("value" + sequence))
            .encoded();
    Transaction transaction =
        Transaction.sign(cluster.genesis.chainId(), CLIENT, sequence, 10_000, payload);
    Node target = cluster.node(node).orElseThrow();
    QuorateGrpc.QuorateBlockingStub stub =
        GrpcClients.builder("gproto+http://127.0.0.1:" + target.apiPort() + "/")
            .responseTimeoutMillis(60_000)
            .build(QuorateGrpc.QuorateBlockingStub.class);
    SubmitOneResponse response =
        stub.submitOne(
            SubmitOneRequest.newBuilder()
                .setTransaction(ByteString.copyFrom(transaction.encoded().toArray()))
                .setWait(SubmitOneRequest.Wait.FINAL)
                .build());
    ProvedReceipt receipt =
        new ProvedReceipt(
            Receipt.decode(bytes(response.getReceipt().getReceipt().getReceipt())).orThrow(),
            MerkleProof.decode(bytes(response.getReceipt().getReceipt().getPath())).orElseThrow(),
            FinalityCertificate.decode(bytes(response.getReceipt().getCertificate())).orThrow());
    Epoch epoch = cluster.genesis.epoch(SignatureSchemes.of(cluster.genesis.scheme()));
    assertTrue(receipt.verify(epoch).accepted(), () -> receipt.verify(epoch).toString());
    assertEquals(transaction.id(), receipt.receipt().transaction());
    assertEquals(Receipt.Status.EXECUTED, receipt.receipt().status());
    return receipt;
  }

  private static Bytes bytes(ByteString value) {
    return Bytes.wrap(value.toByteArray());
  }
}
