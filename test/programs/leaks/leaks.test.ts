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
/** Without V8's compilers, whose code comes when a busy machine lets it, only what the program and recording keep is left to grow. */
const NO_COMPILERS = ["--no-opt", "--no-maglev", "--no-sparkplug", "--no-flush-bytecode", "--no-lazy-feedback-allocation"];
const WARM = 4;
/** What moves is 0.3 to 0.7 KB; one byte kept for each task would be 60. */
const MOST_GROWTH = 8 * 1024;

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
  const heap = command(line, ...NO_COMPILERS, "heap.mjs", `${ROUNDS}`, `${STEPS}`);
  const { stdout, stderr, trace } = await runTraced(heap);
  expect(stderr).toBe("");
  const used = JSON.parse(stdout) as { heapUsed: number; external: number; arrayBuffers: number }[];
  expect(modelOf(trace).tasks.length).toBeGreaterThan(ROUNDS * STEPS * TASKS_OF_A_STEP);
  const [first, last] = [used[WARM]!, used.at(-1)!];
  expect(last.heapUsed - first.heapUsed).toBeLessThan(MOST_GROWTH);
  expect(last.external - first.external).toBeLessThan(MOST_GROWTH);
  expect(last.arrayBuffers - first.arrayBuffers).toBeLessThan(MOST_GROWTH);
});
