/** Every way to end: output and end as plain, everything before it in the file, the end by its name. */
import { afterAll, expect, test } from "vitest";
import type { ReportThread } from "../../../src/export/report-types.ts";
import { ENDINGS, type Ending } from "./endings.ts";
import { type End, endsOf, Lab, type Traced, tasksOf } from "./run.ts";

const lab = new Lab();
afterAll(() => lab.remove());

test.concurrent.each(ENDINGS)("$name", async (ending) => {
  for (const line of ending.lines) {
    const [plain, traced] = await Promise.all([lab.plain(ending, line), lab.traced(ending, line)]);
    expect(outputOf(traced, ending), `Node ${line}`).toEqual(outputOf(plain, ending));
    expectWhole(traced, ending, `Node ${line}`);
  }
});

function outputOf({ stdout, stderr, end }: End, { blur }: Ending): End {
  return { stdout, stderr: blur === null ? stderr : stderr.replace(blur, ""), end };
}

function expectWhole({ model, report, end }: Traced, { ends, isUncertain, loses }: Ending, node: string): void {
  const { droppedEvents, ...losses } = model.losses;
  expect(losses, node).toEqual({ damagedChunks: 0, missingChunks: 0, uninstrumented: [] });
  expect(droppedEvents > 0, node).toBe(loses);
  expect(endsOf(model).toSorted(), node).toEqual([...ends].toSorted());
  const reported = report.processes.flatMap(({ threads }) => threads.map(endText));
  expect(reported.toSorted(), node).toEqual([...ends].toSorted());
  const last = report.processes.at(-1)!;
  expect(last.signal ?? last.exitCode, node).toBe(end);
  const tasks = tasksOf(model);
  const threads = model.threads.length;
  expect(tasks.filter((task) => task.startsWith("last")).length, node).toBeGreaterThanOrEqual(threads);
  if (loses) return;
  // What never ended was still waiting: it is not lost sight of.
  const waits = `waits ${isUncertain ? "unknown" : "pending"}`;
  expect(tasks.filter((task) => task === waits), node).toHaveLength(threads);
  expect(tasks.filter((task) => task === "child unknown" || task === "last unknown"), node).toEqual([]);
}

/** As {@link endsOf} has it. */
function endText({ kind, exitCode, ending }: ReportThread): string {
  if (exitCode === null && ending === null) return `${kind} ?`;
  return [kind, exitCode ?? "-", ending ?? ""].join(" ").trim();
}
