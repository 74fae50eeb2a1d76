package io.quorate.node.api;

/**
 * Which sequence numbers of a sender are used.
 *
 * @param nextSequence the lowest number above all used ones
 * @param window the encoded sequence window as the state holds it; no value if the sender executed
 *     nothing
 */
public record SenderAnswer(long nextSequence, StateAnswer window) {}
