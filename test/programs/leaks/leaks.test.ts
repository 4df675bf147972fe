/**
 * Recording keeps nothing alive: what plain Node frees is freed, and the heap does not grow with the number of tasks.
 * `AWAITSCOPE_LEAKS=200000` for as many tasks in each of nine rounds.
 */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { NODE_LINES } from "../programs.ts";
import { modelOf, nodeOf, runPlain, runTraced } from "../run-command.ts";

const FOLDER = fileURLToPath(new URL("./", import.meta.url));
const TASKS_OF_A_STEP = 14;
const STEPS = Math.ceil(Number(process.env.AWAITSCOPE_LEAKS ?? 20_000) / TASKS_OF_A_STEP);
const ROUNDS = 8;
/** From here on V8 has compiled what it will: until then its code and feedback grow by 100 to 250 KB. */
const WARM = 4;

function command(line: (typeof NODE_LINES)[number], ...args: readonly string[]) {
  return { executable: nodeOf(line), args: ["--expose-gc", ...args], cwd: FOLDER };
}

test.each(NODE_LINES)("what nobody holds is collected, Node %i", async (line) => {
  const plain = await runPlain(command(line, "collected.mjs"));
  const { trace, ...traced } = await runTraced(command(line, "collected.mjs"));
  expect(plain.stdout).toMatch(/^\{ watched: 820, alive: \{\} \}\nMap\(31\)/);
  expect(traced).toEqual(plain);
  expect(modelOf(trace).tasks.length).toBeGreaterThan(500);
});

test.each(NODE_LINES)("the heap does not grow with the tasks, Node %i", async (line) => {
  const { stdout, stderr, trace } = await runTraced(command(line, "heap.mjs", `${ROUNDS}`, `${STEPS}`));
  expect(stderr).toBe("");
  const used = JSON.parse(stdout) as { heapUsed: number; external: number; arrayBuffers: number }[];
  expect(modelOf(trace).tasks.length).toBeGreaterThan(ROUNDS * STEPS * TASKS_OF_A_STEP);
  const [first, last] = [used[WARM]!, used.at(-1)!];
  // What moves is less than 20 KB; one byte kept for each task since would be 60.
  expect(last.heapUsed - first.heapUsed).toBeLessThan(48 * 1024);
  expect(last.external - first.external).toBeLessThan(48 * 1024);
  expect(last.arrayBuffers - first.arrayBuffers).toBeLessThan(48 * 1024);
});
