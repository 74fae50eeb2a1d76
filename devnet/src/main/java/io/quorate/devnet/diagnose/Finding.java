package io.quorate.devnet.diagnose;

/**
 * One thing that is wrong.
 *
 * @param weight what it means for the network
 * @param code a word for programs
 * @param what a sentence for people
 * @param next what to do about it
 */
public record Finding(Weight weight, String code, String what, String next) {
  /** What a finding means, the worst first. */
  public enum Weight {
    /** Why nothing is committed, or why what is committed cannot be trusted. */
    STOPS,
    /** It goes on in spite of this, with less speed or one fault fewer to spare. */
    COSTS,
    /** Nothing to do. */
    NOTE
  }
}
