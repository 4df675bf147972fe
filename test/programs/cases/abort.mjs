import { setTimeout as sleep, setInterval as every } from "node:timers/promises";
import { EventEmitter, on, once } from "node:events";
const controller = new AbortController();
const { signal } = controller;
async function cancellable() { try { await sleep(10_000, null, { signal }); } catch (error) { return `${error.name} ${error.code} ${error.cause}`; } }
const waiting = cancellable();
signal.addEventListener("abort", async () => { await null; console.log("aborted", signal.reason); });
setTimeout(() => controller.abort("enough"), 2);
console.log(await waiting);
const alive = setInterval(() => {}, 1000);
console.log((await once(AbortSignal.timeout(1), "abort"))[0].type);
clearInterval(alive);
const emitter = new EventEmitter(); const stop = new AbortController();
setImmediate(() => { emitter.emit("e", 1); emitter.emit("e", 2); stop.abort(); });
try { for await (const [value] of on(emitter, "e", { signal: stop.signal })) console.log("event", value); } catch (error) { console.log(error.name); }
let n = 0; for await (const v of every(1, "v")) { console.log(v, ++n); if (n === 3) break; }
console.log(await Promise.race([sleep(50, "slow", { ref: false }), sleep(1, "fast")]));
const any = AbortSignal.any([AbortSignal.abort("first"), signal]); console.log(any.aborted, any.reason);
