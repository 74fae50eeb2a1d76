package io.quorate.replica;

/** Where a replica puts its effects; they keep their order. */
@FunctionalInterface
public interface ReplicaEffects {
  /** Adds one effect behind those emitted before. */
  void emit(ReplicaEffect effect);
}
