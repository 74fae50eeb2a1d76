package io.quorate.bench.report;

import io.quorate.bench.result.CaseResult;
import io.quorate.bench.result.Comparison;
import io.quorate.bench.result.Group;
import io.quorate.bench.result.Kill;
import io.quorate.bench.result.LoadResult;
import io.quorate.devnet.network.DevnetException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler;

/** The plots of the page, as PNG files. Needs the JVM's fonts, and no screen. */
public final class Plots {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 300;
  private static final int SCALE = 2;
  private static final double WHOLE = 100;
  private static final List<Color> COLORS =
      List.of(
          new Color(0x1B, 0x6C, 0xA8),
          new Color(0xD9, 0x5F, 0x02),
          new Color(0x2C, 0x8C, 0x4B),
          new Color(0x75, 0x5B, 0xA7));

  private final Comparison comparison;

  /** Of that comparison. */
  public Plots(Comparison comparison) {
    this.comparison = comparison;
  }

  /**
   * Why nothing can be drawn on this machine, as a sentence that says what to install; empty when
   * all is there.
   */
  public static Optional<String> missing() {
    System.setProperty("java.awt.headless", "true");
    String reason;
    try {
      if (GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames().length
          > 0) {
        return Optional.empty();
      }
      reason = "there are no fonts";
    } catch (LinkageError | RuntimeException e) {
      reason = String.valueOf(e.getMessage());
    }
    return Optional.of(
        "plots cannot be drawn here: "
            + reason
            + "; install fontconfig, freetype and a font (Debian: sudo apt-get install fontconfig"
            + " libfreetype6 fonts-dejavu-core), then draw them with: bench/compare --from FILE");
  }

  /**
   * Draws those that the results have numbers for into the folder.
   *
   * @return the files' names, in the order of the page
   */
  public List<String> draw(Path folder) throws DevnetException {
    try {
      Files.createDirectories(folder);
      List<String> drawn = new ArrayList<>();
      write(folder, "throughput.png", throughput(), drawn);
      write(folder, "latency.png", latency(), drawn);
      write(folder, "messages.png", messages(), drawn);
      write(folder, "recovery.png", recovery(), drawn);
      return drawn;
    } catch (IOException e) {
      throw new DevnetException("cannot draw into " + folder + ": " + e.getMessage(), e);
    }
  }

  private List<List<CategoryChart>> throughput() {
    return rows(
        bars(
            "Saturated throughput",
            "transactions / s",
            c -> c.saturated().map(LoadResult::throughput)),
        bars("Median latency, saturated", "ms", c -> c.saturated().map(LoadResult::p50)));
  }

  private List<List<CategoryChart>> latency() {
    List<List<CategoryChart>> rows = new ArrayList<>();
    for (int rate : comparison.setting().schedule().rates()) {
      rows.addAll(
          comparable(
              bars("Median at " + rate + " tx/s", "ms", c -> c.at(rate).map(LoadResult::p50)),
              bars("99 % at " + rate + " tx/s", "ms", c -> c.at(rate).map(LoadResult::p99))));
    }
    return rows;
  }

  private List<List<CategoryChart>> messages() {
    return comparable(
        bars(
            "Messages per block, saturated",
            "measured",
            c -> c.saturated().map(LoadResult::traffic).map(t -> t.perBlock(t.messages()))),
        bars(
            "Messages per block, by theory",
            "expected",
            c -> c.saturated().flatMap(_ -> expected(c))));
  }

  private static Optional<Double> expected(CaseResult measured) {
    int n = measured.group().nodes();
    return Theory.of(measured.engine(), n).map(theory -> (double) theory.allMessages(n));
  }

  private List<List<CategoryChart>> recovery() {
    return comparable(
        bars("Leader killed: median", "ms", c -> kills(c).map(Numbers::median)),
        bars("Leader killed: greatest", "ms", c -> kills(c).map(Numbers::greatest)));
  }

  private static Optional<List<Double>> kills(CaseResult measured) {
    return Optional.of(measured.kills().stream().map(Kill::recoveryMillis).toList())
        .filter(times -> !times.isEmpty());
  }

  /** One row of two panels that are read against each other, so with one scale. */
  private static List<List<CategoryChart>> comparable(CategoryChart left, CategoryChart right) {
    double highest =
        Stream.of(left, right)
            .flatMap(chart -> chart.getSeriesCollection().stream())
            .flatMapToDouble(series -> DoubleStream.of(series.getYData()))
            .max()
            .orElse(1);
    left.getStyler().setYAxisMax(highest);
    right.getStyler().setYAxisMax(highest);
    return rows(left, right);
  }

  /** One row of two panels; none when neither has a bar. */
  private static List<List<CategoryChart>> rows(CategoryChart left, CategoryChart right) {
    return left.getSeriesCollection().isEmpty() && right.getSeriesCollection().isEmpty()
        ? List.of()
        : List.of(List.of(left, right));
  }

  private CategoryChart bars(
      String title, String unit, Function<CaseResult, Optional<Double>> value) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .yAxisTitle(unit)
            .theme(Styler.ChartTheme.XChart)
            .build();
    style(chart);
    List<String> labels =
        comparison.groups().stream().map(g -> "n=" + g.nodes() + " " + shortName(g)).toList();
    List<String> engines = comparison.engines();
    for (int i = 0; i < engines.size(); i++) {
      String engine = engines.get(i);
      List<Double> values =
          comparison.groups().stream()
              .map(group -> comparison.find(engine, group).flatMap(value).orElse(0.0))
              .map(Plots::readable)
              .toList();
      if (values.stream().anyMatch(v -> v > 0)) {
        chart.addSeries(engine, labels, values).setFillColor(COLORS.get(i % COLORS.size()));
      }
    }
    return chart;
  }

  /** A bar has no room for decimals of a large number. */
  private static double readable(double value) {
    return value < WHOLE ? value : Math.rint(value);
  }

  private static String shortName(Group group) {
    return group.scheme().startsWith("bls") ? "BLS" : "Ed25519";
  }

  private static void style(CategoryChart chart) {
    var styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setAvailableSpaceFill(0.8);
    styler.setYAxisMin(0.0);
    styler.setLabelsVisible(true);
    styler.setLabelsPosition(0.9);
    styler.setLabelsFont(styler.getLabelsFont().deriveFont(9f));
    styler.setDecimalPattern("#,##0.#");
  }

  private static void write(
      Path folder, String name, List<List<CategoryChart>> rows, List<String> drawn)
      throws IOException {
    if (rows.isEmpty()) {
      Files.deleteIfExists(folder.resolve(name));
      return;
    }
    int columns = rows.getFirst().size();
    BufferedImage image =
        new BufferedImage(
            columns * WIDTH * SCALE, rows.size() * HEIGHT * SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.scale(SCALE, SCALE);
    for (List<CategoryChart> row : rows) {
      for (CategoryChart chart : row) {
        chart.paint(graphics, WIDTH, HEIGHT);
        graphics.translate(WIDTH, 0);
      }
      graphics.translate(-columns * WIDTH, HEIGHT);
    }
    graphics.dispose();
    ImageIO.write(image, "png", folder.resolve(name).toFile());
    drawn.add(name);
  }
}
