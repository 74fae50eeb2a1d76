/**
 * Scenarios: a network, load, a timeline of faults, and what must hold. What clients saw is
 * recorded and checked afterwards, from outside; nothing here looks into a node.
 */
@NullMarked
package io.quorate.devnet.scenario;

import org.jspecify.annotations.NullMarked;
