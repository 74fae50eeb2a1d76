package io.quorate.crypto;

import java.util.Optional;

/** The signature schemes a chain can choose in its genesis. */
public enum SchemeId {
  /** Ed25519 (RFC 8032): an aggregate is the signatures themselves, one after the other. */
  ED25519((byte) 1, "ed25519", 32, 64),

  /** BLS over BLS12-381, public keys in G1: an aggregate is one signature, however many signed. */
  BLS12_381((byte) 2, "bls12-381", 48, 96);

  private final byte code;
  private final String label;
  private final int publicKeySize;
  private final int signatureSize;

  SchemeId(byte code, String label, int publicKeySize, int signatureSize) {
    this.code = code;
    this.label = label;
    this.publicKeySize = publicKeySize;
    this.signatureSize = signatureSize;
  }

  /** What stands for the scheme in encodings; never changes. */
  public byte code() {
    return code;
  }

  /** What stands for the scheme in files and on the command line. */
  public String label() {
    return label;
  }

  /** In bytes. */
  public int publicKeySize() {
    return publicKeySize;
  }

  /** The size of one signature, in bytes. */
  public int signatureSize() {
    return signatureSize;
  }

  /** The scheme of a code, or empty when there is none. */
  public static Optional<SchemeId> ofCode(byte code) {
    for (SchemeId id : values()) {
      if (id.code == code) {
        return Optional.of(id);
      }
    }
    return Optional.empty();
  }

  /** The scheme of a label, exactly as {@link #label()} writes it, or empty when there is none. */
  public static Optional<SchemeId> ofLabel(String label) {
    for (SchemeId id : values()) {
      if (id.label.equals(label)) {
        return Optional.of(id);
      }
    }
    return Optional.empty();
  }
}
