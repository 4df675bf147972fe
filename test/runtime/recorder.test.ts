import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createLab, NODES } from "./program.ts";
import { readTrace } from "./trace-text.ts";

const lab = createLab();

const MAIN = `
  async function child() {}
  async function main() { await child(); }
  main();
`;

describe.for(NODES)("on Node $line", ({ path: node }) => {
  it.for([
    ["by running dry", "", 0],
    ["by process.exit", "setTimeout(() => process.exit(3), 1);", 3],
    ["by process.exit at once", "process.exit(4);", 4],
    ["by process.exit in an exit listener", "process.on('exit', () => process.exit(5));", 5],
    ["with an exit code set", "process.exitCode = 6;", 6],
    ["by an uncaught error", "setTimeout(() => { throw new Error('uncaught'); }, 1);", 1],
    ["by an unhandled rejection", "Promise.reject(new Error('unhandled'));", 1],
    [
      "under signal-exit's patches",
      "const { emit, reallyExit } = process; process.emit = function (...args) { return emit.apply(this, args); }; process.reallyExit = function (code) { return reallyExit.call(this, code); };",
      0,
    ],
  ] as const)("writes everything and an End record at an end %s", async ([, source, code]) => {
    const run = await lab.run(`${MAIN}${source}`, { node });
    expect(run.code).toBe(code);
    expect(run.ends).toMatchObject([{ exitCode: code }]);
    expect(run.chunks.at(-1)).toBe("End 0");
  });

  it("waits for nobody at an end in a callback of a kind that was not seen before", async () => {
    const watcher = lab.path("watch-waits.cjs");
    const wait = "Atomics.wait = (...args) => { console.log('waits'); return wait(...args); };";
    writeFileSync(watcher, `const { wait } = Atomics;${wait}`);
    const source = `${MAIN}setTimeout(() => queueMicrotask(() => process.nextTick(() => process.exit(7))), 1);`;
    const run = await lab.run(source, { node, nodeArgs: ["--require", watcher], turns: "exact" });
    expect(run).toMatchObject({ code: 7, stdout: "" });
    expect(run.chunks.at(-1)).toBe("End 0");
  });

  it("writes everything at an end by an error in an exit listener", async () => {
    const run = await lab.run(`${MAIN}process.on("exit", () => { throw new Error("late"); });`, { node });
    expect(run.code).toBe(1);
    expect(run.events).toHaveLength(6);
  });

  it("records what exit listeners do", async () => {
    const run = await lab.run(`${MAIN}process.on("exit", () => { child(); });`, { node });
    expect(run.events.at(-1)).toMatch(/^end/);
    expect(run.events.filter((event) => event.startsWith("call"))).toHaveLength(3);
  });

  it("shows nothing of itself", async () => {
    const source = `
      const look = () => ({
        resources: process.getActiveResourcesInfo(),
        listeners: process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
        globals: Object.getOwnPropertyNames(globalThis).filter((name) => name !== "$aw"),
        keys: Object.keys(process),
        emit: process.emit === require("node:events").prototype.emit,
        argv: process.execArgv,
        promise: Reflect.ownKeys(main()),
      });
      async function main() {}
      setTimeout(() => console.log(JSON.stringify(look())), 30);`;
    const [traced, plain] = await Promise.all([lab.run(source, { node }), lab.plain(source, { node })]);
    expect(JSON.parse(traced.stdout)).toEqual(JSON.parse(plain.stdout));
  });

  it.for([
    ["at once", 0],
    ["when the drain worker has fallen asleep", 600],
  ] as const)("keeps what came before a kill, also of a loop that never ends, %s", async ([, afterMs]) => {
    const source = `${MAIN}
      setTimeout(() => main().then(() => { console.log("spinning"); for (;;); }), ${afterMs});`;
    const act = (kill: (signal: NodeJS.Signals) => void, trace: string) => {
      const timer = setInterval(() => {
        if (readTrace(readFileSync(trace)).events.length < 13) return;
        clearInterval(timer);
        kill("SIGKILL");
      }, 10);
    };
    const run = await lab.run(source, { node, onPrint: { text: "spinning", act } });
    expect(run).toMatchObject({ signal: "SIGKILL", damaged: 0, dropped: 0 });
    expect(run.events).toHaveLength(13);
    expect(run.ends).toEqual([]);
  });

  it.runIf(process.platform === "linux")("sleeps while the program does nothing", async () => {
    const source = `${MAIN}
      const { readdirSync, readFileSync } = require("node:fs");
      const slices = () => readdirSync("/proc/self/task")
        .filter((task) => Number(task) !== process.pid)
        .map((task) => Number(readFileSync("/proc/self/task/" + task + "/schedstat", "utf8").split(" ")[2]))
        .reduce((sum, slices) => sum + slices, 0);
      setTimeout(() => {
        const before = slices();
        setTimeout(() => console.log(slices() - before), 1000);
      }, 2500);`;
    const [traced, plain] = [await lab.run(source, { node }), await lab.plain(source.replace("main();", ""), { node })];
    // Looking every 10 ms would be a hundred. By then it has given back what its start took.
    expect(Number(traced.stdout) - Number(plain.stdout)).toBeLessThan(40);
  });

  it("loses nothing of a burst that is many times its memory", async () => {
    const source = `
      async function child() {}
      async function main() { for (let call = 0; call < 50000; call++) await child(); }
      main();`;
    const run = await lab.run(source, { node, bufferBytes: 8192 });
    expect(run).toMatchObject({ code: 0, damaged: 0 });
    expect(run.events.length + run.dropped).toBe(200_002);
    expect(run.ends).toMatchObject([{ events: run.events.length }]);
    expect(run.dropped).toBeLessThan(2000);
  });

  it("counts what does not fit, between the chunks where it is missing", async () => {
    // A group of a thousand members never fits into a ring of 64 records.
    const source = `
      async function child() {}
      async function main() {
        for (let round = 0; round < 10; round++) {
          await child();
          await Promise.all(Array.from({ length: 1000 }, child));
        }
      }
      main();`;
    const run = await lab.run(source, { node, bufferBytes: 2048 });
    expect(run).toMatchObject({ code: 0, damaged: 0 });
    expect(run.dropped).toBeGreaterThanOrEqual(10);
    expect(run.ends).toMatchObject([{ events: run.events.length }]);
    expect(run.events.length + run.dropped).toBe(2 + 10 * (4 + 2000 + 3));
  });

  it("loses nothing that fits", async () => {
    const source = `
      async function child() {}
      async function main() { for (let call = 0; call < 20000; call++) await child(); }
      main();`;
    const run = await lab.run(source, { node, bufferBytes: 16 << 20 });
    expect(run).toMatchObject({ code: 0, damaged: 0, dropped: 0 });
    expect(run.events).toHaveLength(80_002);
    const ticks = run.timesMs.map((ms) => Math.round(ms * 10_000));
    expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
  });

  it("drains on the program's own thread where no worker may start", async () => {
    const source = `
      async function child() {}
      async function main() { for (let call = 0; call < 5000; call++) await child(); }
      main();`;
    const run = await lab.run(source, {
      node,
      bufferBytes: 8192,
      nodeArgs: ["--permission", "--allow-fs-read=*", "--allow-fs-write=*"],
    });
    expect(run).toMatchObject({ code: 0, stderr: "", damaged: 0, dropped: 0 });
    expect(run.events).toHaveLength(20_002);
  });

  it("goes on when the drain worker dies", async () => {
    const broken = lab.path("broken.cjs");
    writeFileSync(broken, "throw new Error('broken');");
    const run = await lab.run(`${MAIN}setTimeout(main, 50);`, { node, drainScript: broken });
    expect(run).toMatchObject({ code: 0, stderr: "", damaged: 0, dropped: 0 });
    expect(run.events).toHaveLength(12);
  });
});

describe("turns", () => {
  const source = `
    const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
    const { AsyncResource } = require("node:async_hooks");
    async function main() {
      await sleep(1);
      new AsyncResource("Mine").runInAsyncScope(() => {});
      process.nextTick(() => {});
      await new Promise((done) => setImmediate(done));
      await require("node:fs/promises").stat(".");
    }
    main();`;

  it.for(NODES.slice(1))("have the type of what woke the loop on Node $line", async ({ path: node }) => {
    const run = await lab.run(source, { node, turns: "exact" });
    expect(run).toMatchObject({ code: 0, stderr: "", damaged: 0, dropped: 0 });
    expect(run.events).toEqual([
      "call 1 main",
      "made 2 at new Promise((done) => setTimeout(done, ms))",
      "suspend 1 at sleep(1) on 2",
      "turn Timeout",
      "turn scheduled before by 1 asked 1",
      "turn end",
      "resume 1 fulfilled",
      "made 3 at new Promise((done) => setImmediate(done))",
      "suspend 1 at new Promise((done) => setImmediate(done)) on 3",
      "turn Immediate",
      "turn scheduled before by 1",
      "turn end",
      "resume 1 fulfilled",
      "future 4",
      'suspend 1 at require("node:fs/promises").stat(".") on 4',
      "turn FSReqPromise",
      "turn scheduled before by 1",
      "turn end",
      "resume 1 fulfilled",
      "end 1 fulfilled",
    ]);
  });
});

describe("the turns of resources of one kind", () => {
  const source = `
    const fs = require("node:fs");
    async function read() { await new Promise((done) => fs.readFile(__filename, done)); }
    async function look() { await new Promise((done) => fs.stat(".", done)); }
    async function main() { await read(); await look(); await read(); await look(); }
    main();`;

  it.for(NODES.slice(1))("have the names of their own classes on Node $line", async ({ line, path: node }) => {
    const run = await lab.run(source, { node, turns: "exact" });
    const turns = run.events.filter((event) => /^turn [A-Z]/.test(event)).map((event) => event.slice(5));
    const reading = line === 24 ? "FSReqCallback" : "ReadFileJob";
    expect(new Set(turns)).toEqual(new Set([reading, "FSReqCallback"]));
    expect(turns.at(-1)).toBe("FSReqCallback");
  });

  it.for(NODES.slice(1))(
    "lose nothing where a scope is entered through another object, Node $line",
    async ({ path: node }) => {
      const scopes = `
      const { AsyncResource } = require("node:async_hooks");
      const own = new AsyncResource("Timeout");
      async function main() {
        await null;
        for (const other of [own, new Proxy(own, {}), Object.create(own)]) other.runInAsyncScope(() => console.log("ran"));
        await new Promise((done) => setTimeout(done, 1));
      }
      Promise.resolve().then(main);`;
      const run = await lab.run(scopes, { node, turns: "exact" });
      expect(run).toMatchObject({ code: 0, stdout: "ran\nran\nran\n", stderr: "", dropped: 0 });
      expect(run.events.filter((event) => /^turn [A-Z]/.test(event))).toEqual(["turn Timeout"]);
    },
  );
});

describe("the trace file", () => {
  it("is not followed through a symlink", async () => {
    writeFileSync(lab.path("target"), "");
    symlinkSync(lab.path("target"), lab.path("link"));
    const run = await lab.run(`${MAIN}console.log("ran");`, { trace: lab.path("link") });
    expect(run).toMatchObject({ code: 0, stdout: "ran\n", events: [] });
    expect(readFileSync(lab.path("target"), "utf8")).toBe("");
  });

  it("is not created, and a folder is none", async () => {
    mkdirSync(lab.path("folder"));
    const source = `const { startRecorder } = require("./recorder.cjs");
      for (const trace of [__dirname + "/missing", __dirname + "/folder"]) {
        console.log(startRecorder({ trace, drainScript: "", bufferBytes: 1 << 20, file: "", command: "" }).ok);
      }
      console.log(require("node:fs").existsSync(__dirname + "/missing"));`;
    expect(await lab.plain(source)).toMatchObject({ code: 0, stdout: "false\nfalse\nfalse\n" });
  });

  it("may be full: the program goes on", async () => {
    const source = `const { startRecorder } = require("./recorder.cjs");
      require("node:fs").writeFileSync(__dirname + "/full", "");
      const start = startRecorder({ trace: __dirname + "/full", drainScript: __dirname + "/drain.cjs", bufferBytes: 1 << 20, file: "", command: "" });
      start.recorder.addFile("", []);
      const { e, f } = start.recorder.probes;
      setTimeout(() => { for (let call = 0; call < 100000; call++) f(e(1)); console.log("ran"); }, 30);`;
    // A limit that the shell sets stands for the disk: no file of the program can grow beyond 4 KB.
    const limited = ["-c", 'trap "" XFSZ; ulimit -f 8; exec "$0" "$1"', NODES[1].path];
    const ended = await lab.plain(source, { node: "/bin/sh", nodeArgs: limited });
    expect(ended).toMatchObject({ code: 0, stdout: "ran\n", stderr: "" });
    expect(statSync(lab.path("full")).size).toBeLessThanOrEqual(4096);
  });

  it("may go away while the program runs, and does not come back", async () => {
    const source = `const { existsSync, rmSync, writeFileSync } = require("node:fs");
      const trace = __dirname + "/gone";
      writeFileSync(trace, "");
      const { startRecorder } = require("./recorder.cjs");
      const drainScript = __dirname + "/drain.cjs";
      const start = startRecorder({ trace, drainScript, bufferBytes: 1 << 20, file: "", command: "" });
      start.recorder.addFile("", []);
      rmSync(trace);
      const { e, f } = start.recorder.probes;
      setTimeout(() => { f(e(1)); process.on("exit", () => console.log(existsSync(trace))); }, 30);`;
    expect(await lab.plain(source)).toMatchObject({ code: 0, stdout: "false\n", stderr: "" });
  });
});

it("gives each worker thread of the program a recorder of its own", async () => {
  const source = `
    const { isMainThread, Worker } = require("node:worker_threads");
    async function child() {}
    async function main() { await child(); }
    if (isMainThread) new Worker(process.argv[1]).on("exit", (code) => { console.log(code); main(); });
    else main();`;
  const run = await lab.run(source);
  expect(run).toMatchObject({ code: 0, stdout: "0\n", stderr: "", damaged: 0, dropped: 0 });
  expect(run.ends).toHaveLength(2);
  expect(new Set(run.chunks.map((chunk) => chunk.split(" ")[1])).size).toBe(2);
  expect(run.events).toHaveLength(12);
});
