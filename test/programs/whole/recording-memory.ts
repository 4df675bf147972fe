/**
 * What recording takes of memory: what a process has resident of its own at its end (`RssAnon` of Linux, so without the pages of
 * Node's executable), traced less plain, once the program's own heap is collected as far as can be. Until then it differs by tens of
 * megabytes from run to run: V8 doubles a young generation whenever enough has outlived a collection, up to 32 MB, sooner where more is
 * allocated.
 */
import type { NodeLine } from "../programs.ts";
import type { Lab, Program } from "./run.ts";
import { median } from "./soak-parts.ts";

const TELL = `
function tell() {
  gc({ type: "major", flavor: "last-resort" });
  const [, own] = /RssAnon:\\s+(\\d+) kB/.exec(require("node:fs").readFileSync("/proc/self/status", "utf8"));
  console.log(Number(own) * 1024);
}`;

const CALLS = (workUs: number, seconds: number) => `${TELL}
async function child() {}
async function main() {
  for (const end = performance.now() + ${seconds * 1000}; performance.now() < end; ) {
    for (let call = 0; call < 100; call++) {
      await child();
      for (const until = performance.now() + ${workUs / 1000}; performance.now() < until; );
    }
  }
  tell();
}
main();`;

const SERVER = (seconds: number) => `${TELL}
const http = require("node:http");
const { readFile } = require("node:fs/promises");
async function read() { return readFile(__filename, "utf8"); }
async function handle(request, response) {
  const [first, second] = [await read(), await read()];
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ url: request.url, length: first.length + second.length, date: new Date() }));
}
const server = http.createServer(handle).listen(0, "127.0.0.1", async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
  const get = () => new Promise((resolve, reject) => {
    http.get({ host: "127.0.0.1", port: server.address().port, agent }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part) => (text += part)).on("end", () => resolve(JSON.parse(text)));
    }).on("error", reject);
  });
  const end = performance.now() + ${seconds * 1000};
  const client = async () => { while (performance.now() < end) await get(); };
  await Promise.all(Array.from({ length: 16 }, client));
  tell();
  process.exit();
});`;

export const LOADS = {
  "a server under load": SERVER,
  "calls that work for 20 µs": (seconds: number) => CALLS(20, seconds),
  "nothing but calls": (seconds: number) => CALLS(0, seconds),
} as const;
export type Load = keyof typeof LOADS;

/** Bytes, the difference of the medians of `runs` of each, which take turns, after one traced run whose code is instrumented. */
export async function recordingMemory(
  lab: Lab,
  line: NodeLine,
  load: Load,
  seconds: number,
  runs: number,
): Promise<number> {
  const file = `${load.replaceAll(/\W+/g, "-")}-${seconds}.cjs`;
  const program = { file, source: LOADS[load](seconds), nodeArgs: ["--expose-gc"] };
  await traced(lab, program, line);
  const all: Record<"plain" | "traced", number[]> = { plain: [], traced: [] };
  for (let run = 0; run < runs; run++) {
    all.plain.push(Number((await lab.plain(program, line)).stdout));
    all.traced.push(await traced(lab, program, line));
  }
  return median(all.traced) - median(all.plain);
}

async function traced(lab: Lab, program: Program, line: NodeLine): Promise<number> {
  const { stdout, content } = await lab.tracedLong(program, line);
  if (content.events < 1000) throw new Error(`${content.events} events are no load`);
  return Number(stdout);
}
