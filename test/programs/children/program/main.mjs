/** Starts children in every way, one after the other, and prints all that can be seen of each. */
import cp from "node:child_process";
import { once } from "node:events";
import { chmodSync, linkSync, copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const folder = dirname(fileURLToPath(import.meta.url));
const file = join(folder, "child.mjs");
const node = process.execPath;
const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
const preset = `--require "${join(folder, "preset.cjs").replaceAll(/["\\]/g, "\\$&")}"`;

/** What a child that was started asynchronously says and how it ends. */
async function watch(child) {
  const seen = { spawnfile: child.spawnfile, spawnargs: child.spawnargs };
  const texts = (child.stdio ?? []).map((stream) => {
    const parts = [];
    stream?.on?.("data", (part) => parts.push(String(part)));
    return parts;
  });
  child.on("message", (message) => (seen.message = message));
  child.on("error", (error) => (seen.error = { ...error, text: String(error), stack: error.stack }));
  // Not `once` of node:events: it rejects with the error of a child that cannot be started.
  [seen.code, seen.signal] = await new Promise((resolve) => child.on("close", (...end) => resolve(end)));
  return { ...seen, output: texts.map((parts) => parts.join("")), exitCode: child.exitCode, killed: child.killed };
}

const readable = ({ pid, output, ...rest }) => ({ pid: typeof pid, output: output?.map(String), ...rest, stdout: String(rest.stdout), stderr: String(rest.stderr) });

function failing(run) {
  try {
    return String(run());
  } catch (error) {
    const { pid, ...rest } = error;
    return { text: error.message, ...rest, output: String(rest.output), stdout: String(rest.stdout), stderr: String(rest.stderr) };
  }
}

function binary(name, make) {
  const path = join(folder, name);
  make(path);
  return path;
}
const link = (path) => {
  try {
    linkSync(node, path);
  } catch {
    copyFileSync(node, path);
  }
};
const script = (path) => {
  writeFileSync(path, `#!/bin/sh\n[ "$ELECTRON_RUN_AS_NODE" = 1 ] && exec ${quoted(node)} "$@"\necho a window; exit 9\n`);
  chmodSync(path, 0o755);
};

const ways = {
  "spawn": () => watch(cp.spawn(node, [file, "spawn", "code:3"])),
  "spawn, words with spaces, quotes, ünïcode": () => watch(cp.spawn(node, [file, `a "b" 'c' \\d`, "code:0", "ünï 👩‍🚀", "", "$HOME"])),
  "fork": () => watch(cp.fork(file, ["fork"], { silent: true })),
  "fork, execArgv": () => watch(cp.fork(file, ["execArgv"], { silent: true, execArgv: ["--no-warnings", "--stack-trace-limit=3"] })),
  "fork, NODE_OPTIONS in options": () => watch(cp.fork(file, ["options"], { silent: true, env: { NODE_OPTIONS: `${preset} --no-deprecation` } })),
  "NODE_OPTIONS in process.env": async () => {
    process.env.NODE_OPTIONS = `  ${preset}   --max-old-space-size=200 `;
    const seen = await watch(cp.spawn(node, [file, "process.env"]));
    const sync = readable(cp.spawnSync(node, [file, "process.env, sync"]));
    delete process.env.NODE_OPTIONS;
    return { seen, sync };
  },
  "NODE_OPTIONS that Node refuses": () => watch(cp.spawn(node, [file, "refused"], { env: { NODE_OPTIONS: "--no-such-option" } })),
  "NODE_OPTIONS, empty": () => watch(cp.spawn(node, [file, "empty"], { env: { NODE_OPTIONS: "" } })),
  "hard-linked binary as Electron runs": () =>
    watch(cp.spawn(binary("Elec tron", link), [file, "electron"], { env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" } })),
  "script as Electron runs": () =>
    watch(cp.spawn(binary("code", script), [file, "script"], { env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" } })),
  "script that is no Node": () => watch(cp.spawn(join(folder, "code"), [file, "window"])),
  "symbolic link": () => watch(cp.spawn(binary("ünï-node", (path) => symlinkSync(node, path)), [file, "symlink"])),
  "argv0": () => watch(cp.spawn(node, [file, "argv0"], { argv0: "custom name" })),
  "env: {}": () => watch(cp.spawn(node, [file, "no env"], { env: {} })),
  "env: {}, sync": () => readable(cp.spawnSync(node, [file, "no env, sync", "code:4"], { env: {} })),
  "env without PATH": () => watch(cp.spawn(node, [file, "no PATH"], { env: { HOME: "/", EMPTY: "", "with space": "1", EQ: "a=b=c" } })),
  "env without a prototype, with undefined": () =>
    watch(cp.spawn(node, [file, "null"], { env: Object.assign(Object.create(null), { A: "1", B: undefined, C: 3 }) })),
  "env with inherited variables": () => watch(cp.spawn(node, [file, "inherited"], { env: Object.create({ INHERITED: "yes" }) })),
  "detached": () => watch(cp.spawn(node, [file, "detached"], { detached: true })),
  "detached, ignored, unref": async () => {
    const child = cp.spawn(node, [file, "unref", "code:6"], { detached: true, stdio: "ignore" });
    child.unref();
    child.ref();
    return watch(child);
  },
  "stdio: inherit": () => watch(cp.spawn(node, [file, "inherit"], { stdio: "inherit" })),
  "stdio: descriptor 3 to 5": () =>
    watch(cp.spawn(node, [file, "descriptors"], { stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"], env: { WRITE_TO: "5" } })),
  "50 at once": async () => {
    const all = Array.from({ length: 50 }, (_, i) => watch(cp.fork(file, [`many ${i}`, `code:${i}`], { silent: true })));
    return (await Promise.all(all)).map(({ code, message, output }) => [code, message, output]);
  },
  "shell: true": () => watch(cp.spawn(`${quoted(node)} ${quoted(file)} "a shell's" code:5; exit 7`, { shell: true })),
  "shell: a path": () => watch(cp.spawn(`exec ${quoted(node)}`, [quoted(file), "exec"], { shell: "/bin/sh" })),
  "exec": async () => promisify(cp.exec)(`cd / && ${quoted(node)} ${quoted(file)} one | cat; ${quoted(node)} ${quoted(file)} two >&2`),
  "exec that fails": () => promisify(cp.exec)(`${quoted(node)} ${quoted(file)} fails code:8`).catch(({ message, ...error }) => ({ message, error })),
  "exec, maxBuffer": () => promisify(cp.exec)("yes | head -c 1000000", { maxBuffer: 10 }).catch(({ message, code, stdout }) => ({ message, code, stdout })),
  "execSync": () => String(cp.execSync(`${quoted(node)} ${quoted(file)} execSync`, { stdio: "pipe" })),
  "execSync that fails": () => failing(() => cp.execSync(`${quoted(node)} ${quoted(file)} fails code:9`, { stdio: "pipe" })),
  "execFileSync": () => String(cp.execFileSync(node, [file, "execFileSync"], { stdio: "pipe" })),
  "execFileSync without words": () => String(cp.execFileSync("true")),
  "execFile, callback": async () => {
    const child = cp.execFile(node, [file, "callback"], (error, stdout, stderr) => console.log({ error, stdout, stderr }));
    await once(child, "close");
  },
  "spawnSync with input and no words": () => readable(cp.spawnSync("cat", { input: "input" })),
  "spawnSync of nothing": () => {
    const { error, ...rest } = cp.spawnSync("/does not/exist", ["a b"]);
    return { error: { ...error, text: String(error) }, rest };
  },
  "throws": () => watch(cp.spawn(node, [file, "throws", "throw"])),
  "is killed": () => watch(cp.spawn(node, [file, "killed", "signal:SIGKILL"])),
  "ends by a signal, sync": () => readable(cp.spawnSync(node, [file, "SIGTERM", "signal:SIGTERM"])),
  "text on the command line": () =>
    watch(cp.spawn(node, ["--input-type=module", "-e", `process.argv.splice(1, 0, "x"); await import(${JSON.stringify(new URL("child.mjs", import.meta.url).href)})`, "eval"])),
  "text on standard input": async () => {
    const child = cp.spawn(node, ["-", "stdin"]);
    child.stdin.end(`import(${JSON.stringify(new URL("child.mjs", import.meta.url).href)})`);
    return watch(child);
  },
  "no Node: echo, false, a signal": async () => [
    await watch(cp.spawn("echo", ["a  b", "ü"])),
    await watch(cp.spawn("false")),
    await watch(cp.spawn("sh", ["-c", "kill -TERM $$"])),
  ],
  "no such file": () => watch(cp.spawn("/does not/exist", ["a"])),
  "no such folder": () => watch(cp.spawn(node, [file, "nowhere"], { cwd: "/does not/exist" })),
  "a bad option": () => failing(() => cp.spawn(node, [file], { env: { A: "a\0b" } })),
  "another bad option": () => failing(() => cp.spawnSync(node, "no array", 3)),
  "timeout": () => watch(cp.spawn("sleep", ["100"], { timeout: 20, killSignal: "SIGKILL" })),
  "aborted": async () => {
    const controller = new AbortController();
    const child = cp.spawn("sleep", ["100"], { signal: controller.signal });
    setImmediate(() => controller.abort());
    return watch(child);
  },
  "Node's folder is gone": async () => {
    const gone = join(folder, "gone");
    const before = process.cwd();
    mkdirSync(gone);
    process.chdir(gone);
    rmSync(gone, { recursive: true });
    const seen = [await watch(cp.spawn(node, [file, "gone"])), readable(cp.spawnSync(node, [file, "gone, sync"]))];
    process.chdir(before);
    return seen;
  },
  "a launch taken away": async () => {
    process.env.AWAITSCOPE = "";
    const seen = await watch(cp.spawn(node, [file, "untraced"]));
    delete process.env.AWAITSCOPE;
    return seen;
  },
};

for (const [name, run] of Object.entries(ways)) {
  console.log(`== ${name}`);
  console.dir(await run(), { depth: 9, maxArrayLength: 200 });
}
console.log("== ran", readFileSync(join(folder, "ran.log"), "utf8").split("\n").length);
