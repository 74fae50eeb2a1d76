package io.quorate.consensus;

import io.quorate.consensus.wire.Encoder;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.Hash;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.Sha256;
import io.quorate.crypto.SignatureScheme;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a chain starts from. Its digest is the chain's id: every vote, transaction and certificate
 * carries it, and peers compare it at their handshake.
 *
 * @param name the chain's name for people
 * @param timeMillis the time of the genesis block, milliseconds since 1970
 * @param engine who orders epoch 0
 * @param scheme the scheme of votes and certificates
 * @param parameters limits and timings
 * @param validators the validators of epoch 0
 * @param application the name of the application
 * @param applicationState what the application initialises from
 */
public record Genesis(
    String name,
    long timeMillis,
    EngineKind engine,
    SchemeId scheme,
    ChainParameters parameters,
    List<Validator> validators,
    String application,
    Bytes applicationState) {
  /** Fewest validators that tolerate one fault. */
  public static final int MINIMUM_VALIDATORS = 4;

  /** Copies the list. */
  public Genesis {
    validators = List.copyOf(validators);
  }

  /** The chain's id: a digest of every field. */
  public Hash chainId() {
    Encoder out = new Encoder(1024).text(name).u64(timeMillis).u8(engine.code()).u8(scheme.code());
    parameters.encode(out);
    out.list(validators, (o, v) -> v.encode(o)).text(application).bytes(applicationState);
    return Sha256.tagged("quorate/genesis/1", out.toBytes());
  }

  /** The block of height 0. */
  public Block block() {
    return Block.genesis(chainId(), timeMillis);
  }

  /** All epochs of the chain. */
  public Epochs epochs(SignatureScheme implementation) {
    return new Epochs(epoch(implementation));
  }

  /** Epoch 0, from height 1 on. */
  public Epoch epoch(SignatureScheme implementation) {
    return new Epoch(
        chainId(),
        0,
        1,
        parameters.epochLength(),
        engine,
        new ValidatorSet(validators),
        parameters,
        implementation);
  }

  /**
   * Every fault of the validators, each a sentence that says what to change; empty when there is
   * none.
   */
  public List<String> check(SignatureScheme implementation) {
    List<String> faults = new ArrayList<>();
    if (validators.size() < MINIMUM_VALIDATORS || validators.size() > Limits.VALIDATORS) {
      faults.add(
          "validators: there are "
              + validators.size()
              + "; a network needs "
              + MINIMUM_VALIDATORS
              + " (to tolerate one fault) to "
              + Limits.VALIDATORS);
    }
    Set<String> names = new LinkedHashSet<>();
    Set<Bytes> keys = new LinkedHashSet<>();
    Set<Bytes> networkKeys = new LinkedHashSet<>();
    for (int i = 0; i < validators.size(); i++) {
      Validator validator = validators.get(i);
      String at = "validators[" + i + "] (" + validator.name() + ")";
      if (validator.name().isBlank() || !names.add(validator.name())) {
        faults.add(at + ": name is blank or used twice");
      }
      if (!keys.add(validator.key().bytes())) {
        faults.add(at + ": key is used twice; every validator needs a key of its own");
      }
      if (validator.networkKey().size() != 32 || !networkKeys.add(validator.networkKey())) {
        faults.add(at + ": networkKey is not 32 bytes or is used twice");
      }
      if (validator.power() < 1 || validator.power() > ValidatorSet.MAX_POWER) {
        faults.add(
            at + ": power is " + validator.power() + "; it must be 1 to " + ValidatorSet.MAX_POWER);
      }
      checkKey(validator, at, implementation, faults);
    }
    return faults;
  }

  private void checkKey(
      Validator validator, String at, SignatureScheme implementation, List<String> faults) {
    if (validator.key().scheme() != scheme) {
      faults.add(
          at
              + ": key is of scheme "
              + validator.key().scheme().label()
              + ", the chain uses "
              + scheme.label());
    } else if (!implementation.isValidPublicKey(validator.key())) {
      faults.add(at + ": key is not a valid " + scheme.label() + " public key");
    } else if (!implementation.verifyPossession(validator.key(), validator.possession())) {
      faults.add(
          at
              + ": possession does not prove that the private key is held (scenario S9); create it anew");
    }
  }
}
