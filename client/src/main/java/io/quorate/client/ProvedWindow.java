package io.quorate.client;

import io.quorate.consensus.SequenceWindow;

/**
 * A sender's used sequence numbers, proved.
 *
 * @param window the window
 * @param height the height it is of; 0 before the first block, when there is nothing to prove
 *     against
 */
record ProvedWindow(SequenceWindow window, long height) {}
