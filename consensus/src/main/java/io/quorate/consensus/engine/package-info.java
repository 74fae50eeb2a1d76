/**
 * The contract between an engine and whoever runs it: events in, effects out, no other door. It
 * names no engine and does nothing itself. The host's duties are numbered at {@link
 * io.quorate.consensus.engine.ConsensusEngine}.
 */
@NullMarked
package io.quorate.consensus.engine;

import org.jspecify.annotations.NullMarked;
