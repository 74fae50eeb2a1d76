package io.quorate.devnet.network;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.consensus.EngineKind;
import io.quorate.crypto.SchemeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The file {@code network.json} of a network's directory.
 *
 * @param plan what the network was made from
 * @param chain the chain's id in hexadecimal, to notice a genesis that was exchanged
 */
record NetworkManifest(NetworkPlan plan, String chain) {
  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  void write(Path file) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("format", FORMAT);
    node.put("chain", chain);
    node.put("nodes", plan.nodes());
    node.put("engine", plan.engine().label());
    node.put("scheme", plan.scheme().label());
    node.put("basePort", plan.basePort());
    node.put("docker", plan.docker());
    node.put("faults", plan.faults());
    node.put("epochLength", plan.epochLength());
    Files.writeString(file, node.toPrettyString() + "\n");
  }

  static NetworkManifest read(NetworkDirectory directory) throws DevnetException {
    Path file = directory.manifest();
    try {
      JsonNode node = JSON.readTree(Files.readAllBytes(file));
      if (node.path("format").asInt() != FORMAT) {
        throw damaged(directory, "its format is not " + FORMAT);
      }
      EngineKind engine =
          EngineKind.ofLabel(node.path("engine").asText())
              .orElseThrow(() -> damaged(directory, "its engine is unknown"));
      SchemeId scheme =
          SchemeId.ofLabel(node.path("scheme").asText())
              .orElseThrow(() -> damaged(directory, "its scheme is unknown"));
      NetworkPlan plan =
          new NetworkPlan(
              node.path("nodes").asInt(),
              engine,
              scheme,
              node.path("basePort").asInt(),
              node.path("docker").asBoolean(),
              node.path("faults").asBoolean(),
              node.path("epochLength").asLong());
      if (plan.fault().isPresent()) {
        throw damaged(directory, plan.fault().get());
      }
      return new NetworkManifest(plan, node.path("chain").asText());
    } catch (NoSuchFileException e) {
      throw new DevnetException(
          "there is no local network in "
              + directory.root()
              + "; make one with: ./quorate devnet up, or name its folder with --dir",
          e);
    } catch (JacksonException e) {
      throw damaged(directory, "it is not JSON");
    } catch (IOException e) {
      throw new DevnetException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static DevnetException damaged(NetworkDirectory directory, String reason) {
    return new DevnetException(
        directory.manifest()
            + " is damaged: "
            + reason
            + "; make the network anew with --fresh (its data is lost), or choose another --dir");
  }
}
