import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { Report } from "../../src/export/report-types.ts";
import { temporaryFolder } from "../launch/temporary-folder.ts";
import { CLI, environment, run, start } from "./command.ts";

const folder = temporaryFolder();
const options = { cwd: folder, env: environment(folder) };

function program(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

const work = program(
  "wörk 1.mts",
  `async function step(ms: number): Promise<void> {
     await new Promise((resolve) => setTimeout(resolve, ms));
   }
   await step(30);
   process.stdin.on("data", (data) => process.stdout.write("read " + data));
   process.stdin.on("end", () => {
     console.error("to stderr", process.argv.slice(2).join("|"));
     process.exitCode = 7;
   });`,
);

test("the program's input, output, arguments and exit code stay its own; one line at the end says where the trace is", async () => {
  const ended = await run(["trace", work, "--json", "-o", "x y", "--"], options, "some words");
  expect(ended).toMatchObject({ stdout: "read some words", code: 7, signal: null });
  expect(ended.stderr.replace(/\(.*?\)/, "(size)")).toBe(
    "to stderr --json|-o|x y|--\nawaitscope: wrote wörk 1.awaitscope (size). See it with: awaitscope report 'wörk 1.awaitscope'\n",
  );
  expect((statSync(join(folder, "wörk 1.awaitscope")).mode & 0o777).toString(8)).toBe("600");
});

test("what was traced comes out as a report, in JSON and as a table", async () => {
  await run(["trace", "-q", "-o", "report.awaitscope", work], options);
  const json = await run(["report", "report.awaitscope", "--json", "--tasks"], options);
  const report: Report = JSON.parse(json.stdout);
  expect(report).toMatchObject({ version: 1, complete: true, processes: [{ exitCode: 7, signal: null }] });
  const sites = [...report.sites].sort((a, b) => a.line - b.line);
  expect(sites.map(({ file, line, column, text }) => `${file}:${line}:${column} ${text}`)).toEqual([
    "wörk 1.mts:2:6 new Promise((resolve) => setTimeout(resolve, ms))",
    "wörk 1.mts:4:4 step(30)",
  ]);
  expect(sites[0]).toMatchObject({ count: 1, pending: 0, on: [{ kind: "timer", count: 1 }] });
  expect(sites[0]!.totalMs).toBeGreaterThan(25);
  expect(report.tasks!.map((task) => task.function)).toEqual(["<module>", "step"]);

  const table = await run(["report", "report.awaitscope"], options);
  expect(table).toMatchObject({ code: 0, stderr: "" });
  expect(table.stdout).toMatch(/^wörk 1\.mts · .* · 2 tasks · 2 awaits · exit code 7\n/);
  const coloured = await run(["report", "report.awaitscope"], {
    ...options,
    env: { ...options.env, FORCE_COLOR: "1" },
  });
  expect(coloured.stdout.startsWith("\x1B[1mwörk 1.mts\x1B[22m")).toBe(true);
});

test("exec traces every Node that a command starts, into one trace", async () => {
  program("child.cjs", "(async () => { await null; })();");
  program(
    "parent.cjs",
    `(async () => { await null; require("node:child_process").execFileSync(process.execPath, ["child.cjs"]); })();`,
  );
  const ended = await run(
    ["exec", "-o", "both.awaitscope", "--", "sh", "-c", '"$0" parent.cjs; exit 3', process.execPath],
    options,
  );
  expect(ended.code).toBe(3);
  const { stdout } = await run(["report", "both.awaitscope", "--json"], options);
  const { processes, functions }: Report = JSON.parse(stdout);
  expect(processes.map(({ threads }) => threads[0]!.file)).toEqual(["parent.cjs", "child.cjs"]);
  expect(processes[1]!.parentPid).toBe(processes[0]!.pid);
  expect(functions.map(({ file }) => file).sort()).toEqual(["child.cjs", "parent.cjs"]);
});

test("a command that starts no Node leaves no trace", async () => {
  const ended = await run(["exec", "-o", "none.awaitscope", "echo", "-n", "hi"], options);
  expect(ended).toMatchObject({
    stdout: "hi",
    code: 0,
    stderr:
      "awaitscope: nothing was traced: the program started no Node of version 22.15 or later, or set NODE_OPTIONS anew for it.\n",
  });
  expect(existsSync(join(folder, "none.awaitscope"))).toBe(false);
});

const waiting = program(
  "waiting.cjs",
  `(async () => { await new Promise(() => {}); })();
   process.on("SIGINT", () => { console.log("interrupted"); });
   process.on("SIGUSR2", () => { console.log("clean"); process.exit(0); });
   console.log("ready");
   setInterval(() => {}, 1000);`,
);

test("signals go on to the program, which decides what they do", async () => {
  const { child, ended } = start(["trace", "-q", "-o", "signals.awaitscope", waiting], options);
  let seen = "";
  child.stdout!.on("data", (text) => {
    seen += text;
  });
  await vi.waitFor(() => expect(seen).toBe("ready\n"), { timeout: 20_000 });
  child.kill("SIGINT");
  await vi.waitFor(() => expect(seen).toBe("ready\ninterrupted\n"), { timeout: 20_000 });
  child.kill("SIGUSR2");
  expect(await ended).toMatchObject({ stdout: "ready\ninterrupted\nclean\n", code: 0, signal: null });
});

test.runIf(process.platform === "linux")("Ctrl-C in a terminal reaches the program once", async () => {
  program(
    "terminal.cjs",
    `let times = 0;
     process.on("SIGINT", () => {
       times++;
       console.log("interrupt");
       setTimeout(() => { console.log("times " + times); process.exit(0); }, 300);
     });
     console.log("terminal " + process.stdin.isTTY);
     setInterval(() => {}, 1000);`,
  );
  // util-linux's script gives a command a terminal of its own and passes keys on.
  const command = `"${process.execPath}" "${CLI}" trace -q -o terminal.awaitscope terminal.cjs`;
  const terminal = spawn("script", ["-qec", command, "/dev/null"], { ...options, stdio: "pipe" });
  let seen = "";
  terminal.stdout.setEncoding("utf8").on("data", (text) => {
    if (text.includes("terminal true")) terminal.stdin.write("\x03");
    seen += text;
  });
  await new Promise((resolve) => terminal.on("close", resolve));
  expect(seen.match(/terminal \w+|times \d+/g)).toEqual(["terminal true", "times 1"]);
});

test("a program ended by a signal ends the command by the same, and the trace says so", async () => {
  const { child, ended } = start(["trace", "-o", "killed.awaitscope", waiting], options);
  const trace = join(folder, "killed.awaitscope");
  await vi.waitFor(() => expect(statSync(trace).size).toBeGreaterThan(0), { timeout: 20_000 });
  child.kill("SIGTERM");
  const { signal, stderr } = await ended;
  expect(signal).toBe("SIGTERM");
  expect(stderr).toContain("awaitscope: wrote killed.awaitscope");
  const { stdout } = await run(["report", "killed.awaitscope"], options);
  expect(stdout).toContain("ended by SIGTERM");
});

test("a second run gets a number, and -o replaces a trace but nothing else", async () => {
  program("again.cjs", "(async () => { await null; })();");
  const lines = [];
  for (const args of [[], [], ["-o", "again.awaitscope"], ["-o", "again.cjs"]]) {
    const { stderr, code } = await run(["trace", ...args, "again.cjs"], options);
    lines.push(`${code} ${stderr.trim().replace(/ \(.*/, "")}`);
  }
  expect(lines).toEqual([
    "0 awaitscope: wrote again.awaitscope",
    "0 awaitscope: wrote again-2.awaitscope",
    "0 awaitscope: replaced again.awaitscope",
    `125 awaitscope: "${join(folder, "again.cjs")}" exists and is not a trace. Choose another name with -o.`,
  ]);
});

test("include and exclude choose the files", async () => {
  mkdirSync(join(folder, "lib"), { recursive: true });
  program("lib/inner.cjs", "module.exports = async function inner() { await null; };");
  program("outer.cjs", "const inner = require('./lib/inner.cjs'); (async function outer() { await inner(); })();");
  const functions = async (...filter: string[]) => {
    await run(["trace", "-q", "-o", "filter.awaitscope", ...filter, "outer.cjs"], options);
    const { stdout } = await run(["report", "filter.awaitscope", "--json"], options);
    return (JSON.parse(stdout) as Report).functions.map(({ name }) => name).sort();
  };
  expect(await functions()).toEqual(["inner", "outer"]);
  expect(await functions("--exclude", "lib/**")).toEqual(["outer"]);
});

test("--buffer bounds what recording takes", async () => {
  // The program does not see the launch; what it starts does.
  program(
    "bound.cjs",
    `require("node:child_process").execFileSync("sh", ["-c", "printf %s \\"$AWAITSCOPE\\""], { stdio: "inherit" });`,
  );
  const bound = async (...given: string[]) => {
    const { stdout } = await run(["trace", "-q", "-o", "bound.awaitscope", ...given, "bound.cjs"], options);
    return (JSON.parse(stdout) as { bufferBytes: number }).bufferBytes;
  };
  expect(await bound()).toBe(16 * 1024 * 1024);
  expect(await bound("--buffer", "1024")).toBe(1024 * 1024 * 1024);
});

test("an old Node on the way is passed over, and the line says which one was used", async () => {
  mkdirSync(join(folder, "old"), { recursive: true });
  const old = join(folder, "old/node");
  writeFileSync(old, "#!/bin/sh\necho v20.19.0\n");
  chmodSync(old, 0o755);
  program("plain.cjs", "(async () => { await null; })();");
  const env = { ...options.env, PATH: join(folder, "old") };
  const { stderr, code } = await run(["trace", "plain.cjs"], { ...options, env });
  expect(code).toBe(0);
  expect(stderr).toContain(`(ran on ${process.execPath} ${process.versions.node}, because ${old} is 20.19.0)`);
  expect(await run(["trace", "--node", old, "plain.cjs"], { ...options, env })).toMatchObject({
    code: 125,
    stderr: `awaitscope: The configured Node "${old}" is 20.19.0, which cannot be traced. Set the path of Node 22.15 or later, 24 or 26.\n`,
  });
});

test("export writes one page for its owner alone", async () => {
  await run(["trace", "-q", "-o", "page.awaitscope", "again.cjs"], options);
  const { stderr, code } = await run(["export", "page.awaitscope", "--format", "html", "-o", "page.html"], options);
  expect({ stderr, code }).toEqual({ stderr: "awaitscope: wrote page.html\n", code: 0 });
  expect(readFileSync(join(folder, "page.html"), "utf8")).toMatch(/^<!doctype html>/i);
  expect((statSync(join(folder, "page.html")).mode & 0o777).toString(8)).toBe("600");
  const again = await run(["export", "page.awaitscope", "-o", "page.html"], options);
  expect(again.stderr).toBe("awaitscope: replaced page.html\n");
});

test("a reader that leaves early is no error", async () => {
  const { child, ended } = start(["report", "page.awaitscope", "--json"], options);
  child.stdout!.destroy();
  expect(await ended).toMatchObject({ code: 0, stderr: "" });
});

test("a wrong command line or file is one sentence and a code", async () => {
  program("no-trace.txt", "x".repeat(100_000));
  program("empty.awaitscope", "");
  program("script.sh", "not executable");
  const lines = [];
  for (const args of [
    ["frobnicate"],
    ["trace"],
    ["trace", "--frob", "x.js"],
    ["trace", "missing.js"],
    ["trace", "--cwd", "/nowhere", "again.cjs"],
    ["trace", "--buffer", "3", "again.cjs"],
    ["exec", "--buffer", "16MB", "true"],
    ["exec", "--"],
    ["exec", "no-such-command-anywhere"],
    ["exec", "./script.sh"],
    ["report"],
    ["report", "a", "b"],
    ["report", "a", "--tasks"],
    ["report", "missing.awaitscope"],
    ["report", "no-trace.txt"],
    ["report", "empty.awaitscope"],
    ["report", "."],
    ["export", "a", "--format", "pdf"],
    ["export", "page.awaitscope", "-o", "/nowhere/page.html"],
  ]) {
    const { code, stderr, stdout } = await run(args, options);
    expect(stdout).toBe("");
    lines.push(`${args.join(" ")}\n  ${code} ${stderr.trim().replaceAll(folder, "…")}`);
  }
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "frobnicate
      2 awaitscope: There is no command "frobnicate". Use trace, exec, report or export; awaitscope --help lists them.
    trace
      125 awaitscope: No file was given. Write: awaitscope trace <file> [arguments].
    trace --frob x.js
      125 awaitscope: Unknown option '--frob'. awaitscope trace --help lists the options.
    trace missing.js
      125 awaitscope: There is no file "…/missing.js". Give the path of a JavaScript or TypeScript file.
    trace --cwd /nowhere again.cjs
      125 awaitscope: There is no folder "/nowhere" to run in. Give a working directory that exists.
    trace --buffer 3 again.cjs
      125 awaitscope: "3" is no size for --buffer. Write a number of megabytes from 4 to 1024.
    exec --buffer 16MB true
      125 awaitscope: "16MB" is no size for --buffer. Write a number of megabytes from 4 to 1024.
    exec --
      125 awaitscope: No command was given. Write: awaitscope exec -- <command> [arguments].
    exec no-such-command-anywhere
      127 awaitscope: The command "no-such-command-anywhere" was not found. Check its name and PATH.
    exec ./script.sh
      126 awaitscope: The command "./script.sh" cannot be run (permission denied). Check that it is an executable file.
    report
      2 awaitscope: No trace was given. Write: awaitscope report <trace>.
    report a b
      2 awaitscope: Only one trace can be read at a time. Write: awaitscope report <trace>.
    report a --tasks
      2 awaitscope: --tasks lists every task and goes with --json only. Add --json.
    report missing.awaitscope
      1 awaitscope: The trace "missing.awaitscope" cannot be read (no such file or folder). Give the path of a trace, usually *.awaitscope.
    report no-trace.txt
      1 awaitscope: This is not an Awaitscope trace: its first 100000 bytes hold no chunk. Open a file that Awaitscope has written, usually *.awaitscope.
    report empty.awaitscope
      1 awaitscope: The trace is empty: no process wrote to it. Check that the program starts Node and that tracing is not disabled there, then trace it again.
    report .
      1 awaitscope: The trace "." cannot be read (it is a folder). Give the path of a trace, usually *.awaitscope.
    export a --format pdf
      2 awaitscope: There is no format "pdf". Write: --format html.
    export page.awaitscope -o /nowhere/page.html
      1 awaitscope: "/nowhere/page.html" cannot be written (no such file or folder). Choose another place with -o."
  `);
  expect(existsSync(join(folder, "missing.awaitscope"))).toBe(false);
});

test("help and version", async () => {
  const help = await run(["--help"], options);
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(await run([], options)).toMatchObject({ code: 2, stdout: "", stderr: help.stdout });
  for (const command of ["trace", "exec", "report", "export"]) {
    const { stdout, code } = await run([command, "--help"], options);
    expect({ code, start: stdout.split("\n")[0]!.startsWith(`awaitscope ${command} `) }).toEqual({
      code: 0,
      start: true,
    });
    expect(stdout.split("\n").filter((line) => line.length > 110)).toEqual([]);
  }
  const { version } = JSON.parse(readFileSync(join(CLI, "../../package.json"), "utf8"));
  expect((await run(["--version"], options)).stdout).toBe(`${version}\n`);
});

const burst = program(
  "burst.mjs",
  `import { existsSync, rmSync } from "node:fs";
   async function leaf(i) { return i; }
   for (let i = 0; i < 30_000; i++) await leaf(i);
   const [trace] = process.argv.slice(2);
   if (trace && existsSync(trace)) rmSync(trace);
   console.log("done");`,
);

test("a trace that could not be written to its end is said, once, and the program is as it would be", async () => {
  const limited = 'ulimit -f 32; exec "$@"';
  const ended = await start(["trace", "-o", "full.awaitscope", burst], options, limited).ended;
  expect(ended).toMatchObject({ stdout: "done\n", code: 0 });
  expect(ended.stderr.replace(/\(\d.*?\)/, "(size)")).toBe(
    "awaitscope: wrote full.awaitscope (size). It is cut short (the file may not grow any more): allow larger files, or name a trace elsewhere with -o. See it with: awaitscope report full.awaitscope\n",
  );
});

test("a trace that the program removed is said", async () => {
  const ended = await run(["trace", "-o", "gone.awaitscope", burst, "gone.awaitscope"], options);
  expect(ended).toMatchObject({ stdout: "done\n", code: 0 });
  expect(ended.stderr).toBe(
    "awaitscope: the trace is gone (no such file or folder). Keep the program from removing it, or name another with -o.\n",
  );
});
