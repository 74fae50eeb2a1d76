package io.quorate.devnet.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.simulator.SimulationReport;
import io.quorate.simulator.Swarm;
import java.time.Duration;

/** Simulated runs in words and as JSON. */
final class SimulationTexts {
  private SimulationTexts() {}

  /** One run in a line. */
  static String brief(SimulationReport report) {
    SimulationReport.Figures figures = report.figures();
    return "seed "
        + report.options().seed()
        + (report.passed() ? "  passed" : "  FAILED")
        + "  height "
        + figures.height()
        + ", "
        + figures.transactions()
        + " transactions, "
        + figures.faults()
        + " faults, "
        + figures.lies()
        + " lies, "
        + figures.lostMessages()
        + " of "
        + (figures.messages() + figures.lostMessages())
        + " messages lost; in order "
        + figures.settledMillis()
        + " ms after the repair, bound "
        + figures.boundMillis()
        + " ms";
  }

  /** Many runs; of the last failure everything. */
  static String summary(Swarm.Summary summary, Meter meter) {
    String text =
        summary.runs()
            + " runs, "
            + summary.failures().size()
            + " failed; "
            + summary.messages()
            + " messages in "
            + summary.virtualMillis() / 1_000
            + " s of virtual time; in order again at most "
            + summary.slowestMillis()
            + " ms after the repair, which was "
            + summary.slowestPercent()
            + " % of that run's bound\n"
            + speed(summary.messages(), meter)
            + "\n"
            + meter.perSecondOfCore(summary.messages())
            + " messages for each second of the simulating thread, collections included; "
            + meter.perSecondOfWarmCore(summary.messages())
            + " in the second half of the runs";
    return summary.failures().isEmpty()
        ? text
        : text + "\n\n" + String.join("\n", summary.failures().getLast().lines());
  }

  /** How fast it went. */
  static String speed(long messages, Meter meter) {
    return seconds(meter.wall())
        + " s, "
        + seconds(meter.work())
        + " s of processor time: "
        + meter.perSecondOfWork(messages)
        + " messages for each second of it";
  }

  static ObjectNode json(Swarm.Summary summary, Meter meter) {
    ObjectNode json = Output.object();
    ArrayNode failures = json.putArray("failures");
    summary.failures().forEach(report -> failures.add(json(report)));
    json.put("passed", summary.passed()).put("runs", summary.runs());
    json.put("messages", summary.messages()).put("virtualMillis", summary.virtualMillis());
    json.put("slowestMillis", summary.slowestMillis());
    json.put("slowestPercentOfBound", summary.slowestPercent());
    json.put("wallMillis", meter.wall().toMillis()).put("cpuMillis", meter.work().toMillis());
    json.put("messagesPerCpuSecond", meter.perSecondOfWork(summary.messages()));
    json.put("messagesPerCoreSecond", meter.perSecondOfCore(summary.messages()));
    json.put("messagesPerWarmCoreSecond", meter.perSecondOfWarmCore(summary.messages()));
    return json;
  }

  static ObjectNode json(SimulationReport report) {
    SimulationReport.Figures figures = report.figures();
    ObjectNode json = Output.object();
    json.put("passed", report.passed());
    json.put("engine", report.options().engine().label());
    json.put("nodes", report.options().nodes()).put("seed", report.options().seed());
    ArrayNode drawn = json.putArray("drawn");
    report.drawn().forEach(drawn::add);
    json.put("trace", report.traceHash());
    json.put("virtualMillis", figures.virtualMillis()).put("events", figures.events());
    json.put("messages", figures.messages()).put("lostMessages", figures.lostMessages());
    json.put("faults", figures.faults()).put("lies", figures.lies());
    json.put("height", figures.height());
    json.put("highestView", figures.highestView()).put("transactions", figures.transactions());
    json.put("submitted", figures.submitted()).put("acknowledged", figures.acknowledged());
    json.put("settledMillis", figures.settledMillis()).put("boundMillis", figures.boundMillis());
    report.failure().ifPresent(failure -> failed(failure, report, json));
    return json;
  }

  private static void failed(
      SimulationReport.Failure failure, SimulationReport report, ObjectNode json) {
    ObjectNode broken = json.putObject("failure");
    broken.put("checker", failure.checker()).put("detail", failure.detail());
    broken.put("virtualMicros", failure.virtualMicros());
    ArrayNode lines = broken.putArray("lastLines");
    failure.lastLines().forEach(lines::add);
    json.put("replay", report.options().command());
  }

  private static String seconds(Duration time) {
    long tenths = time.toMillis() / 100;
    return tenths / 10 + "." + tenths % 10;
  }
}
