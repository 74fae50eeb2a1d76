package io.quorate.devnet.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * As whom containers run: never as root, and as the owner of the files they are given. That is
 * whoever makes the network, or a number of no other meaning where that is root.
 *
 * @param id user and group
 */
record ContainerUser(int id) {
  private static final int NOBODY_ELSE = 10_001;

  /** For networks that this process makes. */
  static ContainerUser here() throws IOException {
    Path probe = Files.createTempFile("quorate-owner", "");
    try {
      int self = (Integer) Files.getAttribute(probe, "unix:uid");
      return new ContainerUser(self == 0 ? NOBODY_ELSE : self);
    } finally {
      Files.delete(probe);
    }
  }

  String text() {
    return id + ":" + id;
  }

  /** Makes a file or folder theirs; does nothing for whoever made it, who is not root. */
  void own(Path file) throws IOException {
    if (id == NOBODY_ELSE) {
      Files.setAttribute(file, "unix:uid", id);
      Files.setAttribute(file, "unix:gid", id);
    }
  }
}
