package io.quorate.bench.report;

import io.quorate.bench.result.Endurance;
import io.quorate.bench.result.EnduranceRun;
import io.quorate.devnet.network.DevnetException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Memory and disk over time. */
public record EndurancePlots(EnduranceRun run) {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 320;
  private static final double SECONDS_PER_MINUTE = 60;

  /** Draws them into the folder; their file names. */
  public List<String> draw(Path folder) throws DevnetException {
    List<String> drawn = new ArrayList<>();
    try {
      Files.createDirectories(folder);
      draw(folder, "memory", "resident memory, MiB", Endurance.Sample::residentMiB, drawn);
      draw(folder, "disk", "data, MiB", Endurance.Sample::diskMiB, drawn);
    } catch (IOException e) {
      throw new DevnetException("cannot draw into " + folder + ": " + e.getMessage(), e);
    }
    return drawn;
  }

  private void draw(
      Path folder,
      String name,
      String unit,
      Function<Endurance.Sample, Double> value,
      List<String> drawn)
      throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle("minutes")
            .yAxisTitle(unit)
            .build();
    chart.getStyler().setYAxisMin(0.0);
    int series = 0;
    for (Endurance engine : run.engines()) {
      if (engine.soak().size() > 1) {
        chart
            .addSeries(
                engine.engine(),
                engine.soak().stream().map(s -> s.second() / SECONDS_PER_MINUTE).toList(),
                engine.soak().stream().map(value).toList())
            .setMarker(SeriesMarkers.NONE);
        series++;
      }
    }
    if (series > 0) {
      BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      chart.paint(graphics, WIDTH, HEIGHT);
      graphics.dispose();
      ImageIO.write(image, "png", folder.resolve(name + ".png").toFile());
      drawn.add(name + ".png");
    }
  }
}
