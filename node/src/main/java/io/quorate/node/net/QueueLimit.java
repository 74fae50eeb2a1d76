package io.quorate.node.net;

/**
 * How much may wait for one peer in one class.
 *
 * @param messages at most so many
 * @param bytes and of at most so many bytes together; a longer single message is never sent
 */
public record QueueLimit(int messages, long bytes) {}
