// @races
import { exec, execFile, execFileSync, execSync, fork, spawn, spawnSync } from "node:child_process";
import cluster from "node:cluster";
import { once } from "node:events";
import { promisify } from "node:util";

const self = process.argv[1];
const node = process.execPath;

async function answer() {
  await null;
  if (process.send === undefined) return console.log("ran", process.argv[2]);
  const [message] = await once(process, "message");
  process.send({ got: message, keys: Object.keys(process).includes("send"), send: [process.send.name, process.send.length] });
  process.send(new Map([["a", 1]]).size);
  process.disconnect();
}

async function work() {
  await null;
  process.send("ready");
  const [message] = await once(process, "message");
  console.log("worker got", message);
  cluster.worker.disconnect();
}

async function talk(options) {
  const child = fork(self, ["fork"], options);
  const messages = [];
  child.on("message", (message) => messages.push(message));
  child.send({ hello: "child", cmd: "not internal" });
  const [code] = await once(child, "close");
  console.log(JSON.stringify(messages), code, child.send.name, child.send.length, String(child.send).slice(0, 20));
}

async function inShell() {
  console.log((await promisify(exec)(`"${node}" "${self}" "in a shell"; "${node}" "${self}" again`)).stdout.trim());
  const shell = spawn(`"${node}" "${self}" spawn`, { shell: true, stdio: ["ignore", "pipe", "inherit"] });
  const chunks = [];
  shell.stdout.on("data", (chunk) => chunks.push(chunk));
  await once(shell, "close");
  console.log(String(Buffer.concat(chunks)).trim());
}

async function synchronously() {
  await null;
  console.log(String(spawnSync(node, [self, "spawnSync"], { env: {} }).stdout).trim());
  console.log(String(execSync(`"${node}" "${self}" execSync`)).trim());
  console.log(String(execFileSync(node, [self, "execFileSync"])).trim());
}

async function detached() {
  const child = spawn(node, [self, "detached"], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
  const [chunk] = await once(child.stdout, "data");
  console.log(String(chunk).trim());
  await once(child, "close");
}

async function inCluster() {
  cluster.setupPrimary({ args: ["cluster"] });
  const worker = cluster.fork();
  const [message] = await once(worker, "message");
  worker.send("go");
  await once(worker, "exit");
  console.log("primary got", message);
}

async function main() {
  await talk({});
  await talk({ serialization: "advanced", stdio: ["pipe", "pipe", "pipe", "ipc"] });
  await inShell();
  await synchronously();
  console.log((await promisify(execFile)(node, [self, "execFile"])).stdout.trim());
  await detached();
  await inCluster();
}

if (cluster.isWorker) await work();
else if (process.argv[2] !== undefined) await answer();
else await main();
