package io.quorate.node.api;

import io.quorate.consensus.FinalityCertificate;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the node is doing.
 *
 * @param node the node's name
 * @param version of the software
 * @param validator index among the validators; empty for an observer
 * @param epoch the present epoch
 * @param view the present view
 * @param leader the name of that view's leader, if known
 * @param committedHeight last height ordered
 * @param executedHeight last height executed
 * @param certificate the latest finality certificate, if there is one
 * @param pendingTransactions waiting for a block
 * @param peersConnected how many other validators it is connected to
 * @param peersTotal how many other validators there are
 * @param catchingUp whether it is behind and fetches blocks
 * @param voting whether it votes at present
 */
public record NodeStatus(
    String node,
    String version,
    OptionalInt validator,
    long epoch,
    long view,
    Optional<String> leader,
    long committedHeight,
    long executedHeight,
    Optional<FinalityCertificate> certificate,
    long pendingTransactions,
    int peersConnected,
    int peersTotal,
    boolean catchingUp,
    boolean voting) {

  /** The height of the latest finality certificate, 0 before the first. */
  public long finalizedHeight() {
    return certificate.map(c -> c.attestation().height()).orElse(0L);
  }
}
