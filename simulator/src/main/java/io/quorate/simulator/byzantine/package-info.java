/**
 * Replicas that lie. A {@link io.quorate.simulator.byzantine.ByzantineReplica} stands between an
 * honest replica and its host and turns what goes in and out into lies: each {@link
 * io.quorate.simulator.byzantine.Strategy} is one kind of them, written once for all engines. What
 * a strategy has to know of an engine's messages is behind {@link
 * io.quorate.simulator.byzantine.EngineLies}.
 *
 * <p>It knows neither simulated nor real hosts, so that both can run it. It signs with the liar's
 * own key alone and asks no signing guard.
 */
@NullMarked
package io.quorate.simulator.byzantine;

import org.jspecify.annotations.NullMarked;
