/** A program that makes as many events as it can while its trace has a reader that follows it, stands still, is gone, or never came. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { NodeLine } from "../programs.ts";
import type { Content, Lab, Program } from "./run.ts";

export const READERS = ["plain", "none", "tails", "stopped", "killed"] as const;
export type Reader = (typeof READERS)[number];

export interface Pace {
  readonly roundsPerSecond: number;
  /** Of each round by itself, with the program's own clock: what its four probes took lies within. */
  readonly longestMs: number;
  readonly p50Us: number;
  readonly p9999Us: number;
  readonly over1ms: number;
}

export interface ReaderRun {
  readonly pace: Pace;
  /** Null for the plain program. */
  readonly content: Content | null;
}

/** Events that `program` makes by its tasks: a call, an end, a suspension and a resumption a round, and the two of `main`. */
export function leastEvents(rounds: number): number {
  return 2 + 4 * (WARM_UP + 2 * rounds);
}

const WARM_UP = 20_000;
/** As long as a reader takes to start, so that no program begins while its drain worker does. */
const READER_STARTS_MS = 300;
const READER = fileURLToPath(new URL("reader.ts", import.meta.url));

/**
 * Waits for the file `go`, so that its reader is there before it begins. Then `rounds` calls are awaited, twice: once as fast as may
 * be, once with each timed. `workUs` is what a call has to do.
 */
function program(go: string, rounds: number, workUs: number): Program {
  const source = `
const { existsSync } = require("node:fs");
const now = () => performance.now();
async function child() { ${workUs === 0 ? "" : `const until = now() + ${workUs / 1000}; while (now() < until);`} }
async function main() {
  for (let round = 0; round < ${WARM_UP}; round++) await child();
  const start = now();
  for (let round = 0; round < ${rounds}; round++) await child();
  const roundsPerSecond = ${rounds} / ((now() - start) / 1000);
  const times = new Float64Array(${rounds});
  for (let round = 0; round < ${rounds}; round++) {
    const from = now();
    await child();
    times[round] = now() - from - ${workUs / 1000};
  }
  const over1ms = times.reduce((sum, ms) => sum + (ms >= 1), 0);
  times.sort();
  const at = (share) => times[Math.min(${rounds} - 1, Math.floor(${rounds} * share))];
  console.log(JSON.stringify({ roundsPerSecond, longestMs: at(1), p50Us: at(0.5) * 1000, p9999Us: at(0.9999) * 1000, over1ms }));
}
(function wait() { if (existsSync(${JSON.stringify(go)})) main(); else setTimeout(wait, 5); })();`;
  return { file: `readers-${rounds}-${workUs}-${go.replaceAll(/\W/g, "")}.cjs`, source };
}

let runs = 0;

/** One run; the reader is in its state before the program's first round and stays in it until the program has ended. */
export async function runWithReader(lab: Lab, line: NodeLine, reader: Reader, rounds: number, workUs: number): Promise<ReaderRun> {
  const go = join(lab.folder, `go-${++runs}`);
  const begin = () => writeFileSync(go, "");
  if (reader === "plain") {
    begin();
    const { stdout } = await lab.plain(program(go, rounds, workUs), line);
    return { pace: JSON.parse(stdout) as Pace, content: null };
  }
  const readers: ChildProcess[] = [];
  const onStart = async (_: ChildProcess, trace: string) => {
    if (reader === "none") await sleep(READER_STARTS_MS);
    else readers.push(await startReader(trace, reader));
    begin();
  };
  const { stdout, content } = await lab.tracedLong(program(go, rounds, workUs), line, { onStart: (...args) => void onStart(...args) });
  for (const child of readers) child.kill("SIGKILL");
  return { pace: JSON.parse(stdout) as Pace, content };
}

async function startReader(trace: string, reader: Reader): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--no-warnings", READER, trace], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout!, "data");
  if (reader === "stopped") child.kill("SIGSTOP");
  if (reader === "killed") {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  return child;
}
