/** What the trace says of the loop, against the program's own clocks. */
import { afterAll, expect, test } from "vitest";
import { LoopIndex } from "../../../src/model/loop-busy.ts";
import { Lab } from "../whole/run.ts";
import { leastOf, machineToAxis, readStamps } from "./stamps.ts";

const lab = new Lab();
afterAll(() => lab.remove());

const SOURCE = `
import { setTimeout as sleep } from "node:timers/promises";
const now = () => Number(process.hrtime.bigint()) / 1e6;
const log = [];
function spin(ms) {
  const from = now();
  while (now() - from < ms);
  log.push(\`spin \${from} \${now()}\`);
}
async function parse(ms) { spin(ms); }
async function pause(ms) { await sleep(ms); }
await pause(20);
const elu = performance.eventLoopUtilization();
const from = now();
for (const ms of [70, 5, 90]) {
  await pause(30);
  await parse(ms);
}
await pause(30);
setTimeout(() => spin(80), 10);
await pause(120);
const { active, idle } = performance.eventLoopUtilization(elu);
log.push(\`elu \${from} \${now()} \${active} \${idle}\`);
console.log(log.join("\\n"));
`;

test.each([24, 26] as const)("busy loops of the program are blocked stretches, on Node %i", async (line) => {
  const least = await leastOf(3, 0.5, async () => {
    const { stdout, report, model } = await lab.traced({ file: "loop.mjs", source: SOURCE }, line);
    const toAxis = machineToAxis(model);
    const spins = readStamps(stdout).get("spin")!.map(([from, to]) => ({ from: toAxis(from!), to: toAxis(to!) }));
    const { blocked } = report.processes[0]!.threads[0]!.loop;
    const extraMs = spins
      .filter(({ from, to }) => to - from >= 60)
      .map(({ from, to }) => {
        const stretch = blocked.find(({ startMs, durationMs }) => startMs < to && startMs + durationMs > from)!;
        // The spin lies within the turn: that holds on any machine.
        expect(stretch.startMs).toBeLessThanOrEqual(from + 0.05);
        expect(stretch.startMs + stretch.durationMs).toBeGreaterThanOrEqual(to - 0.05);
        expect(stretch.turn).toBe("timer");
        const [longest] = stretch.functions;
        if (longest?.name === "parse") expect(longest.ms).toBeGreaterThanOrEqual(to - from - 0.05);
        return stretch.durationMs - (to - from);
      });
    expect(extraMs.length).toBeGreaterThanOrEqual(3);
    expect(blocked.filter(({ functions }) => functions[0]?.name === "parse").length).toBeGreaterThanOrEqual(2);
    // One of them may have been held up by another program; what is ours is in all.
    return extraMs.sort((a, b) => a - b)[1]!;
  });
  expect(least).toBeLessThan(1);
});

test.each([24, 26] as const)("busy time is what eventLoopUtilization() calls active, on Node %i", async (line) => {
  const least = await leastOf(5, 0.02, async () => {
    const { stdout, model, report } = await lab.traced({ file: "loop.mjs", source: SOURCE }, line);
    const [from, to, active, idle] = readStamps(stdout).get("elu")![0]!;
    const toAxis = machineToAxis(model);
    const busyMs = new LoopIndex(model).busyMs(0, toAxis(from!), toAxis(to!));
    const { loop } = report.processes[0]!.threads[0]!;
    expect(loop.busyMs / loop.utilization!).toBeGreaterThan(to! - from!);
    // Node counts all but the wait for events: its own work between turns too, so that ours is never more.
    expect(busyMs).toBeLessThan(active! + 1);
    return Math.abs(busyMs / (to! - from!) - active! / (active! + idle!));
  });
  expect(least).toBeLessThan(0.05);
});

test("Node 22 tells no turns: no share and no lag, and blocked stretches of tasks alone", async () => {
  const { report } = await lab.traced({ file: "loop.mjs", source: SOURCE }, 22);
  const { loop } = report.processes[0]!.threads[0]!;
  expect(loop).toMatchObject({ turns: null, utilization: null, maxLagMs: null });
  const parses = loop.blocked.filter(({ turn, functions }) => turn === null && functions[0]!.name === "parse");
  expect(parses.length).toBeGreaterThanOrEqual(2);
});
