/** The smoke part of what `npm run soak` proves at length. */
import { afterAll, expect, test } from "vitest";
import { NODE_LINES } from "../programs.ts";
import { recordingMemory } from "./recording-memory.ts";
import { Lab } from "./run.ts";
import { killAtRandom, manyStreams, overload } from "./soak-parts.ts";

const lab = new Lab();
afterAll(() => lab.remove());

test("20 kills at random moments leave readable traces without a task that ended and runs", async () => {
  for (let number = 0; number < 20; number++) await killAtRandom(lab, NODE_LINES[number % 3]!, number, [0, 300]);
});

test.each([1, 2, 3, 4, 5])("overload %i: what was produced is stored or counted as lost", async (number) => {
  const { produced, stored, dropped } = await overload(lab, NODE_LINES[number % 3]!, number, 50_000);
  expect(stored + dropped).toBe(produced);
});

test.each(NODE_LINES)("workers that are terminated, forks and execve are streams of their own on Node %i", async (line) => {
  const streams = await manyStreams(lab, line, line, 5);
  const ends = (text: string) => streams.filter((stream) => stream === text).length;
  expect(ends("worker terminated")).toBe(3);
  expect(ends("main 0")).toBe(6);
  expect(ends("main replaced")).toBe(1);
});

test("recording takes at most 16 MB of memory", async () => {
  const bytes = await recordingMemory(lab, 24, "a server under load", 2, 3);
  expect(bytes / 2 ** 20).toBeLessThan(16);
});
