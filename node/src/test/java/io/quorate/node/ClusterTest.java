package io.quorate.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.nio.file.Path;
import java.util.List;
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
