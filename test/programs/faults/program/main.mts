// Everything that a program can do which passes through the recorder: its faults must not be this program's.
import { execFileSync, fork, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { getCallSites, inspect } from "node:util";
import vm from "node:vm";
import { BroadcastChannel, postMessageToThread, receiveMessageOnPort, Worker } from "node:worker_threads";
import { both, type Kind } from "./kinds.ts";
import { legacy } from "./legacy.cjs";
async function leaf(n: number): Promise<number> { await sleep(1); if (n < 0) throw new Error("negative"); return n; }
async function* count(n: number) { for (let i = 0; i < n; i++) { const got = yield leaf(i); if (got) console.log(got); } }
const isWorker = process.argv[2] === "child";
function* leaves() { yield leaf(1); yield 2; }
console.log(await Promise.all(leaves()), await Promise.race(new Set([leaf(3)])), await Promise.any(new Map([[1, leaf(4)]]).values()));
console.log(await Promise.all([leaf(1), leaf(2)]), (await Promise.allSettled([leaf(-1)]))[0]!.status, await both() satisfies Kind, await legacy(3));
for await (const x of count(2)) console.log(x);
await leaf(-1).catch((error) => console.log(error.stack));
try { (await leaf(1) as any)(); } catch (error) { console.log(inspect(error)); }
console.log(leaf.toString(), getCallSites(1)[0]!.columnNumber, vm.runInNewContext("(f) => String(f)")(leaf), await new Function(`return (${async (x: number) => await x})(4)`)());
console.log(process.getActiveResourcesInfo(), Object.keys(process.env).filter((key) => /AWAITSCOPE|NODE_OPTIONS/.test(key)), Object.getOwnPropertyNames(globalThis).filter((name) => name.includes("$")));
Error.prepareStackTrace = (_, sites) => String(sites[0]); console.log(new Error(await "formatted").stack); Error.prepareStackTrace = undefined;
const evaluated = new vm.Script("(async (n) => { await n; return new Error('made').stack.split('\\n', 2) })", { filename: `${import.meta.dirname}/evaluated.js` });
console.log(await evaluated.runInThisContext()(1), await evaluated.runInContext(vm.createContext({ n: 1 }))(2), await evaluated.runInNewContext()(3));
console.log(await vm.runInNewContext("(async () => await 5)()", {}, `${import.meta.dirname}/ran.js`), await vm.compileFunction("return (async () => await 6)()", [], { filename: `${import.meta.dirname}/compiled.js` })());
if (!isWorker) {
  const self = process.argv[1]!;
  console.log(spawnSync(process.execPath, [self, "child"]).status, execFileSync(process.execPath, ["-p", "1 + 1"]).toString());
  const [code] = await once(spawn(process.execPath, ["-e", "(async () => { await 1; process.exitCode = 3 })()"]), "exit"); console.log(code);
  const child = fork(new URL("legacy.cjs", import.meta.url)); console.log(await once(child, "message")); child.disconnect();
  const worker = new Worker(new URL("legacy.cjs", import.meta.url)); console.log(await once(worker, "message"), worker.threadId > 0);
  console.log(await postMessageToThread(worker.threadId, "unheard").catch(({ code }) => code), await worker.terminate());
  const [here, there] = [new BroadcastChannel("news"), new BroadcastChannel("news")]; here.postMessage("first"); there.postMessage("back");
  console.log(receiveMessageOnPort(here as never)); console.log(await new Promise((resolve) => { there.onmessage = (event: unknown) => resolve((event as MessageEvent).data); })); here.close(); there.close();
  process.on("exit", (code) => console.log("exit", code));
  await leaf(-2);
}
