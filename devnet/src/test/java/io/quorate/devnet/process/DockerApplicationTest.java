package io.quorate.devnet.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.devnet.check.ApplicationSources;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
@DisplayName("An application in a jar of its own, in containers")
class DockerApplicationTest {
  @Test
  @DisplayName("is what the containers run")
  void runs(@TempDir Path folder) throws Exception {
    Docker.assumeDaemon();
    Path jar = ApplicationSources.app(folder, ApplicationSources.executing("\"by the jar\""));
    Devnet devnet = Devnet.withApplication(folder.resolve("network"), jar, "--docker");
    try {
      String submitted = devnet.done("tx", "submit", "ping");
      assertTrue(submitted.contains("result ping\n"), submitted);
      String read = devnet.done("state", "get", "value", "--linearizable");
      assertTrue(read.startsWith("by the jar\n"), read);
    } finally {
      devnet.delete();
    }
  }
}
