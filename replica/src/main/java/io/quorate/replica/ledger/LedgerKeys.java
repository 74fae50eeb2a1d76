package io.quorate.replica.ledger;

import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;

/**
 * Where each record lies in the store: one letter, then fixed-width keys, so that ranges scan in
 * height order.
 */
final class LedgerKeys {
  /** Key space of the authenticated state. */
  static final Bytes STATE = Bytes.utf8("s");

  static final Bytes EXECUTED_HEIGHT = Bytes.utf8("m/executed");
  static final Bytes COMMITTED_HEIGHT = Bytes.utf8("m/committed");
  static final Bytes OBSERVING = Bytes.utf8("m/observing");
  static final Bytes FINALIZED_HEIGHT = Bytes.utf8("m/finalized");
  static final Bytes SAFETY_STATE = Bytes.utf8("m/safety");

  private LedgerKeys() {}

  static Bytes block(Hash hash) {
    return new Encoder(33).u8('b').hash(hash).toBytes();
  }

  static Bytes committed(long height) {
    return new Encoder(9).u8('c').u64(height).toBytes();
  }

  static Bytes certificate(long height) {
    return new Encoder(9).u8('f').u64(height).toBytes();
  }

  static Bytes receipts(long height) {
    return new Encoder(9).u8('r').u64(height).toBytes();
  }

  static Bytes outcome(long height) {
    return new Encoder(9).u8('x').u64(height).toBytes();
  }

  /** The root that an application which keeps its own state told of that height. */
  static Bytes ownRoot(long height) {
    return new Encoder(9).u8('o').u64(height).toBytes();
  }

  static Bytes transaction(Hash id) {
    return new Encoder(33).u8('t').hash(id).toBytes();
  }

  static Bytes uncommitted(long height, Hash hash) {
    return new Encoder(41).u8('u').u64(height).hash(hash).toBytes();
  }

  static Bytes uncommittedFrom(long height) {
    return new Encoder(9).u8('u').u64(height).toBytes();
  }

  static Bytes uncommittedEnd() {
    return Bytes.utf8("v");
  }

  /** The hash at the end of an {@link #uncommitted} key. */
  static Hash hashOfUncommitted(Bytes key) {
    return new Hash(key.slice(9, 41));
  }

  /** The height inside an {@link #uncommitted} key. */
  static long heightOfUncommitted(Bytes key) {
    long height = 0;
    for (int i = 1; i < 9; i++) {
      height = (height << 8) | (key.at(i) & 0xff);
    }
    return height;
  }
}
