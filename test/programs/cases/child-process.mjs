// @races
import { exec, execFile, execFileSync, execSync, fork, spawn, spawnSync } from "node:child_process";
import { promisify } from "node:util";
const self = process.argv[1];
if (process.argv[2]) {
  const wait = async (name) => { await new Promise((r) => setTimeout(r, 1)); return name; };
  const keys = Object.keys(process.env).filter((key) => /^(NODE_OPTIONS|AWAITSCOPE|X)$/.test(key));
  console.log(await wait(process.argv[2]), keys.join(), process.env.NODE_OPTIONS ?? "", process.argv.length, process.execArgv.join());
  if (process.send) { process.send({ from: await wait("fork") }); process.disconnect(); }
} else {
  const node = process.execPath;
  const done = (child) => new Promise((r) => { let out = ""; child.stdout.on("data", (d) => (out += d)); child.on("close", (code) => r(`${code} ${out.trim()}`)); });
  console.log(await done(spawn(node, [self, "spawn"])));
  console.log(await done(spawn(node, [self, "own env"], { env: { X: "1", PATH: process.env.PATH } })));
  console.log(await done(spawn(node, [self, "empty env"], { env: {} })));
  console.log((await promisify(execFile)(node, [self, "execFile"])).stdout.trim());
  console.log((await promisify(exec)(`"${node}" "${self}" exec`)).stdout.trim());
  console.log(spawnSync(node, [self, "spawnSync"]).stdout.toString().trim(), spawnSync(node, { input: "" }).status, spawnSync("true").status);
  console.log(execFileSync(node, [self, "execFileSync"], { env: { ...process.env, NODE_OPTIONS: "--no-warnings" } }).toString().trim());
  console.log(execSync(`"${node}" "${self}" execSync`, { encoding: "utf8" }).trim());
  const child = fork(self, ["fork"], { stdio: ["ignore", "pipe", "inherit", "ipc"] });
  child.on("message", (message) => console.log("message", message));
  console.log(await done(child));
  try { execSync("exit 3", { stdio: "pipe" }); } catch (error) { console.log(error.status, error.message); }
  spawn("no-such-command").on("error", (error) => console.log(error.code));
  try { spawnSync(5); } catch (error) { console.log(error.code, error.message); }
  try { spawn("x", "y"); } catch (error) { console.log(error.code); }
  console.log([spawn, spawnSync, execSync, execFileSync].map((f) => `${f.name} ${f.length}`).join(), "NODE_OPTIONS" in process.env, "AWAITSCOPE" in process.env);
}
