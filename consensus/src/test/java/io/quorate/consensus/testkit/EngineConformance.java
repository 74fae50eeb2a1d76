package io.quorate.consensus.testkit;

/**
 * What every engine must show, whatever its protocol. An engine's test tree extends it in one line:
 *
 * <pre>
 * final class PbftConformanceTest extends EngineConformance {
 *   public EngineUnderTest engine() {
 *     return Pbft.UNDER_TEST;
 *   }
 * }
 * </pre>
 *
 * where the constant implements {@link EngineUnderTest}: the factory, how to tell a proposal and to
 * put another block into it, valid messages for far views, and how much it may remember of one
 * validator. The scenarios are in the interfaces, by subject; their names carry the numbers of
 * docs/scenarios.md. {@code -Dquorate.swarm.factor=100} runs a hundred times as many seeds.
 */
public abstract class EngineConformance
    implements AgreementConformance,
        LivenessConformance,
        CrashConformance,
        AdversaryConformance,
        EpochConformance {}
