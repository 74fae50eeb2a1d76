package io.quorate.devnet.network;

import io.quorate.api.genesis.GenesisJson;
import io.quorate.consensus.ChainParameters;
import io.quorate.consensus.Genesis;
import io.quorate.consensus.Validator;
import io.quorate.crypto.Bytes;
import io.quorate.crypto.PrivateKey;
import io.quorate.crypto.SchemeId;
import io.quorate.crypto.SignatureSchemes;
import io.quorate.crypto.keyfile.KeyFile;
import io.quorate.crypto.keyfile.KeyFileException;
import io.quorate.node.runtime.FirstStart;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the directory of a new network: keys, genesis, one configuration per node. It is made
 * beside its place and moved there when it is whole, so an interrupted command leaves no half of
 * one.
 */
final class NetworkBuilder {
  private static final int SEED_BYTES = 32;

  private final NetworkDirectory target;
  private final NetworkPlan plan;
  private final NetworkApplication application;
  private final SecureRandom random = new SecureRandom();

  NetworkBuilder(NetworkDirectory target, NetworkPlan plan, NetworkApplication application) {
    this.application = application;
    this.target = target;
    this.plan = plan;
  }

  /** Makes the directory. The target must be missing or empty. */
  void build() throws DevnetException {
    refuseForeignContent();
    Path draftRoot = target.root().resolveSibling("." + target.root().getFileName() + ".new");
    try {
      Trees.delete(draftRoot);
      Files.createDirectories(draftRoot);
      fill(new NetworkDirectory(draftRoot));
      Files.move(draftRoot, target.root(), StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      throw new DevnetException(
          "cannot make the network in "
              + target.root()
              + ": "
              + reason(e)
              + "; choose another folder with --dir",
          e);
    } catch (IOException e) {
      throw new DevnetException(
          "cannot make the network in " + target.root() + ": " + e.getMessage(), e);
    } catch (KeyFileException e) {
      throw DevnetException.of(e);
    }
  }

  private static String reason(FileSystemException e) {
    String reason = e.getReason();
    return reason == null ? e.toString() : reason;
  }

  private void refuseForeignContent() throws DevnetException {
    if (!Files.exists(target.root())) {
      return;
    }
    try (Stream<Path> entries = Files.list(target.root())) {
      if (entries.findAny().isPresent()) {
        throw new DevnetException(
            target.root()
                + " holds files but no local network (no network.json); choose another"
                + " folder with --dir, or empty this one");
      }
    } catch (IOException e) {
      throw new DevnetException(
          target.root() + " is not a folder that can be read; choose another with --dir", e);
    }
  }

  private void fill(NetworkDirectory draft) throws IOException, KeyFileException {
    List<Validator> validators = new ArrayList<>();
    for (NodeSpec node : plan.specs()) {
      Files.createDirectories(draft.node(node));
      if (plan.faults()) {
        Files.createDirectories(draft.door(node));
      }
      FirstStart.allow(draft.data(node));
      validators.add(makeKeys(draft, node));
      Files.writeString(
          draft.config(node),
          plan.docker()
              ? NodeConfigFile.inContainer(node, plan.specs())
              : NodeConfigFile.yaml(node, plan.specs()));
      application.configure(draft.config(node));
    }
    application.install(draft);
    Genesis genesis =
        new Genesis(
            "devnet",
            System.currentTimeMillis(),
            plan.engine(),
            plan.scheme(),
            ChainParameters.DEFAULT.withEpochLength(plan.epochLength()),
            validators,
            application.name(),
            application.state());
    Files.writeString(draft.genesis(), GenesisJson.write(genesis));
    if (plan.docker()) {
      DockerHost.write(draft, plan, genesis.chainId().toHex());
    }
    new NetworkManifest(plan, genesis.chainId().toHex()).write(draft.manifest());
  }

  /** Gives a node other keys, as on a new machine. */
  static void renewKeys(NetworkDirectory directory, NetworkPlan plan, NodeSpec node)
      throws DevnetException {
    try {
      Files.deleteIfExists(directory.validatorKey(node));
      Files.deleteIfExists(directory.networkKey(node));
      new NetworkBuilder(directory, plan, NetworkApplication.BUNDLED).makeKeys(directory, node);
      if (plan.docker()) {
        DockerHost.own(directory, plan, node);
      }
    } catch (IOException e) {
      throw new DevnetException(
          "cannot delete the keys of " + node.name() + ": " + e.getMessage(), e);
    } catch (KeyFileException e) {
      throw DevnetException.of(e);
    }
  }

  private Validator makeKeys(NetworkDirectory draft, NodeSpec node) throws KeyFileException {
    PrivateKey voting = newKey(draft.validatorKey(node), plan.scheme());
    PrivateKey network = newKey(draft.networkKey(node), SchemeId.ED25519);
    return new Validator(
        node.name(), voting.publicKey(), voting.provePossession(), network.publicKey().bytes(), 1);
  }

  private PrivateKey newKey(Path file, SchemeId scheme) throws KeyFileException {
    byte[] seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    Bytes secret = Bytes.wrap(seed);
    KeyFile.write(file, scheme, secret);
    return SignatureSchemes.of(scheme).privateKey(secret);
  }
}
