/**
 * The engine test kit: replicas of any engine in memory and in virtual time, and the suites that
 * every engine's tests extend. It sees an engine through the contract alone ({@code EngineFactory},
 * events, effects); what only one engine can say comes in through the small interfaces here.
 * Deterministic to the byte: a run is a function of what the test does.
 */
@NullMarked
package io.quorate.consensus.testkit;

import org.jspecify.annotations.NullMarked;
