package io.quorate.devnet.diagnose;

/**
 * What a node says of one of its peers.
 *
 * @param connected whether both connections stand
 * @param silentSeconds since it last sent anything that passed verification
 * @param votelessSeconds since it last sent a message of the engine
 * @param attestedHeight the highest height whose result it attested, as far as this node saw
 * @param refused how many of its messages failed verification since this node started
 * @param differsHeight a height without a certificate at which it attested another result than this
 *     node; 0 for none
 */
public record PeerSight(
    boolean connected,
    double silentSeconds,
    double votelessSeconds,
    long attestedHeight,
    long refused,
    long differsHeight) {}
