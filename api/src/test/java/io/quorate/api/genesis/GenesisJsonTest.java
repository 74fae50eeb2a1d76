package io.quorate.api.genesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.EngineKind;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Validator;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignatureScheme;
import io.quorate.crypto.SignatureSchemes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A genesis file is read back as it was written, and every mistake in it is named with its key. */
class GenesisJsonTest {
  private static final String GOOD = GenesisJson.write(genesis(SchemeId.ED25519));

  @ParameterizedTest
  @EnumSource(SchemeId.class)
  void whatIsWrittenIsReadBackEqualAndNamesTheSameChain(SchemeId scheme) throws GenesisException {
    Genesis genesis = genesis(scheme);
    Genesis again = GenesisJson.parse(GenesisJson.write(genesis));
    assertEquals(genesis, again);
    assertEquals(genesis.chainId(), again.chainId());
    assertEquals(List.of(), again.check(SignatureSchemes.of(scheme)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"engine\" : \"hotstuff\" | \"engine\" : \"raft\" | engine is \"raft\"; choose pbft, hotstuff or tendermint",
        "\"scheme\" : \"ed25519\" | \"scheme\" : \"rsa\" | scheme is \"rsa\"; choose ed25519 or bls12-381",
        "\"format\" : 1 | \"format\" : 2 | format is 2; this version reads format 1",
        "\"timeMillis\" | \"timeMilis\" | timeMillis is missing",
        "\"name\" : \"test\" | \"name\" : 7 | name is not a text",
        "\"executionLag\" : 32 | \"executionLag\" : \"32\" | parameters.executionLag is not a whole number",
        "\"executionLag\" : 32 | \"executionLag\" : 32.5 | parameters.executionLag is not a whole number",
        "\"executionLag\" : 32 | \"executionLag\" : 1 | parameters.executionLag is 1; it must be 4 to 1000",
        "\"executionLag\" : 32 | \"executionLag\" : 3200000000 | parameters.executionLag is 3200000000; it must be",
        "\"maxBlockBytes\" : 1048576 | \"maxBlockBytes\" : 300 | parameters.maxBlockBytes is 300; it must be 65536",
        "\"power\" : 1 | \"power\" : 0 | validators[0].power is 0; it must be 1",
        "\"power\" : 1 | \"power\" : 1, \"stake\" : 5 | validators[0].stake is not a key of a genesis file",
        "\"key\" : \" | \"key\" : \"zz | validators[0].key is not hexadecimal",
        "\"key\" : \" | \"key\" : \"00 | validators[0].key has 33 bytes; a key of ed25519 has 32",
        "\"applicationState\" : \"616263\" | \"applicationState\" : null | applicationState is not a text",
        "\"parameters\" : { | \"parameters\" : 3, \"x\" : { | parameters is not a JSON object",
        "\"validators\" : [ | \"validators\" : 3, \"x\" : [ | validators is not a list",
        "\"name\" : \"test\" | \"name\" : \"test\", \"name\" : \"twice\" | not valid JSON: Duplicate field 'name'",
      })
  void aMistakeIsNamedWithItsKeyAndWhatToDo(String good, String bad, String expected) {
    assertTrue(GOOD.contains(good), GOOD);
    String json =
        GOOD.replaceFirst(
            java.util.regex.Pattern.quote(good), java.util.regex.Matcher.quoteReplacement(bad));
    GenesisException e = assertThrows(GenesisException.class, () -> GenesisJson.parse(json));
    assertTrue(e.getMessage().startsWith(expected), e.getMessage());
  }

  @Test
  void whatIsNoJsonObjectIsRefusedWithItsPlace() {
    assertTrue(messageOf("{").startsWith("not valid JSON"));
    assertTrue(messageOf("{").contains("line 1"));
    assertTrue(messageOf(GOOD + "x").startsWith("not valid JSON"));
    assertEquals("the file is not a JSON object; write { ... }", messageOf("[]"));
    assertEquals("the file is not a JSON object; write { ... }", messageOf(""));
  }

  @Test
  void aFileIsReadAndAMissingOneNamed(@TempDir Path directory)
      throws IOException, GenesisException {
    Path file = Files.writeString(directory.resolve("genesis.json"), GOOD);
    assertEquals(genesis(SchemeId.ED25519), GenesisJson.read(file));
    Path missing = directory.resolve("none.json");
    GenesisException e = assertThrows(GenesisException.class, () -> GenesisJson.read(missing));
    assertTrue(e.getMessage().startsWith("there is no genesis file " + missing), e.getMessage());
  }

  private static String messageOf(String json) {
    return String.valueOf(
        assertThrows(GenesisException.class, () -> GenesisJson.parse(json)).getMessage());
  }

  private static Genesis genesis(SchemeId id) {
    SignatureScheme scheme = SignatureSchemes.of(id);
    List<Validator> validators = new ArrayList<>();
    for (int i = 0; i < Genesis.MINIMUM_VALIDATORS; i++) {
      PrivateKey key = scheme.privateKey(seed(i));
      PrivateKey network = SignatureSchemes.of(SchemeId.ED25519).privateKey(seed(100 + i));
      validators.add(
          new Validator(
              "n" + i, key.publicKey(), key.provePossession(), network.publicKey().bytes(), 1));
    }
    return new Genesis(
        "test",
        1_700_000_000_000L,
        EngineKind.HOTSTUFF,
        id,
        ChainParameters.DEFAULT,
        validators,
        "kv",
        Bytes.utf8("abc"));
  }

  private static Bytes seed(int i) {
    byte[] seed = new byte[32];
    seed[0] = (byte) (i + 1);
    return Bytes.wrap(seed);
  }
}
