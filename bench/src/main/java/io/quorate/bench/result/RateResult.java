package io.quorate.bench.result;

import java.util.Optional;

/**
 * A fixed rate of transactions, sent whatever the answers did.
 *
 * @param perSecond the rate
 * @param measured what clients saw; empty when the rate was skipped
 * @param remark why it was skipped or that the network did not keep up; empty when all was well
 */
public record RateResult(int perSecond, Optional<LoadResult> measured, Optional<String> remark) {}
