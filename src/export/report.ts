import { findAll } from "../insights/find-all.ts";
import { functionName } from "../model/describe.ts";
import { functionStatistics, type SiteStatistics, siteStatistics } from "../model/statistics.ts";
import type { Model } from "../model/types.ts";
import { awaitedThings } from "./report-awaited.ts";
import { reportFutureSites } from "./report-future-sites.ts";
import { reportFutures } from "./report-futures.ts";
import { reportMessages } from "./report-links.ts";
import { createPlaces, type Places } from "./report-places.ts";
import { reportProcesses } from "./report-processes.ts";
import { reportTasks } from "./report-tasks.ts";
import type { Report, ReportFinding, ReportFunction, ReportRecorder, ReportSite } from "./report-types.ts";
import { finite, rounded } from "./report-values.ts";

export interface ReportOptions {
  /** List every task with its awaits as well. */
  readonly tasks: boolean;
}

/** Everything that is known of a trace, as the report contract has it. Takes 0.5 s for a million awaits, tasks apart. */
export function createReport(model: Model, options: ReportOptions): Report {
  const places = createPlaces(model);
  return {
    version: 1,
    durationMs: rounded(model.endMs),
    complete: model.complete,
    processes: reportProcesses(model, places),
    sites: reportSites(model, places),
    functions: reportFunctions(model, places),
    futureSites: reportFutureSites(model, places),
    ...(options.tasks
      ? { tasks: reportTasks(model, places), futures: reportFutures(model, places), messages: reportMessages(model) }
      : {}),
    findings: reportFindings(model, places),
    losses: {
      droppedEvents: model.losses.droppedEvents,
      damagedChunks: model.losses.damagedChunks,
      missingChunks: model.losses.missingChunks,
      uninstrumented: model.losses.uninstrumented.map(({ file, reason }) => ({ file: places.file(file), reason })),
    },
    recorder: reportRecorder(model),
  };
}

function reportSites(model: Model, places: Places): ReportSite[] {
  const statistics = siteStatistics(model).sort((a, b) => b.totalMs - a.totalMs || a.site - b.site);
  const awaited = awaitedThings(model);
  return statistics.map((each) => reportSite(model, each, places, awaited));
}

function reportSite(
  model: Model,
  statistics: SiteStatistics,
  places: Places,
  awaited: ReturnType<typeof awaitedThings>,
): ReportSite {
  const site = model.sites[statistics.site]!;
  return {
    kind: places.kind(statistics.site),
    ...places.at(statistics.site),
    endLine: site.endLine,
    endColumn: site.endColumn,
    function: site.function < 0 ? "" : functionName(model, site.function),
    text: site.text,
    count: statistics.count,
    pending: statistics.pending,
    rejected: statistics.rejected,
    totalMs: rounded(statistics.totalMs),
    minMs: finite(statistics.minMs),
    p50Ms: finite(statistics.p50Ms),
    p95Ms: finite(statistics.p95Ms),
    maxMs: finite(statistics.maxMs),
    loopBusyMs: rounded(statistics.loopBusyMs),
    on: awaited(statistics.site),
  };
}

function reportFunctions(model: Model, places: Places): ReportFunction[] {
  const statistics = functionStatistics(model).sort((a, b) => b.runningMs - a.runningMs || a.site - b.site);
  return statistics.map((each) => ({
    name: functionName(model, each.site),
    ...places.at(each.site),
    calls: each.calls,
    fulfilled: each.fulfilled,
    rejected: each.rejected,
    pending: each.pending,
    runningMs: rounded(each.runningMs),
    waitingMs: rounded(each.waitingMs),
    p50Ms: finite(each.p50Ms),
    maxMs: finite(each.maxMs),
  }));
}

function reportFindings(model: Model, places: Places): ReportFinding[] {
  return findAll(model).map(({ rule, severity, message, site, savingMs }) => ({
    rule,
    severity,
    message,
    ...places.at(site),
    savingMs: rounded(savingMs),
  }));
}

function reportRecorder({ threads, events, bytes }: Model): ReportRecorder {
  let costMs = 0;
  let livedMs = 0;
  for (const { start, end } of threads) {
    if (!end) continue;
    costMs += end.costMs;
    livedMs += end.clockMs - start.anchor.clockMs;
  }
  return {
    events,
    bytes,
    costMs: rounded(costMs),
    costPercent: livedMs > 0 ? rounded((100 * costMs) / livedMs) : 0,
  };
}
