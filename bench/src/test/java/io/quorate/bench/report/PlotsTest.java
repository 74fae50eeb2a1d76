package io.quorate.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorate.bench.result.Comparison;
import io.quorate.bench.result.Samples;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlotsTest {
  @TempDir Path folder;

  /** A machine without fonts can build and measure, and draws elsewhere. */
  @BeforeEach
  void needsFonts() {
    assumeTrue(Plots.missing().isEmpty(), () -> Plots.missing().orElse(""));
  }

  @Test
  void everyPlotIsAnImageWithBarsOfEveryEngine() throws Exception {
    List<String> drawn = new Plots(Samples.comparison()).draw(folder);

    assertEquals(List.of("throughput.png", "latency.png", "messages.png", "recovery.png"), drawn);
    BufferedImage image = ImageIO.read(folder.resolve("throughput.png").toFile());
    assertEquals(2560, image.getWidth());
    assertTrue(pixels(image, 0x1B6CA8) > 1_000);
    assertTrue(pixels(image, 0xD95F02) > 1_000);
    assertTrue(pixels(image, 0x2C8C4B) > 1_000);
  }

  @Test
  void withoutNumbersAnOldPlotGoesAway() throws Exception {
    Files.writeString(folder.resolve("recovery.png"), "old");
    Comparison nothing =
        new Comparison(Comparison.FORMAT, Samples.comparison().setting(), List.of());

    assertEquals(List.of(), new Plots(nothing).draw(folder));
    assertFalse(Files.exists(folder.resolve("recovery.png")));
  }

  private static long pixels(BufferedImage image, int color) {
    long found = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        found += (image.getRGB(x, y) & 0xFFFFFF) == color ? 1 : 0;
      }
    }
    return found;
  }
}
