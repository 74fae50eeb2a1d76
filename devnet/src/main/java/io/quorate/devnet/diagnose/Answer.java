package io.quorate.devnet.diagnose;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * What a node says of itself and of its peers at one moment.
 *
 * @param chain the chain's id in hexadecimal
 * @param node its name
 * @param version of its software
 * @param standing where it stands
 * @param notReady why it should not serve, in its own words
 * @param diskPaused whether it waits for room on its disk
 * @param clockAheadMillis how far its clock is ahead of this machine's
 * @param peers by their names
 * @param evidence how many contradictions it saw, by validator index
 */
public record Answer(
    String chain,
    String node,
    String version,
    Standing standing,
    List<String> notReady,
    boolean diskPaused,
    OptionalLong clockAheadMillis,
    SortedMap<String, PeerSight> peers,
    Map<Integer, Long> evidence) {

  /**
   * Where it stands.
   *
   * @param leader the view's leader; empty when it does not know
   * @param committed highest ordered height
   * @param executed highest executed height
   * @param finalized highest height with a certificate
   * @param pending transactions that wait for a block
   * @param catchingUp whether it fetches what it missed
   * @param voting whether it signs anything
   */
  public record Standing(
      long epoch,
      long view,
      String leader,
      long committed,
      long executed,
      long finalized,
      long pending,
      boolean catchingUp,
      boolean voting) {}
}
