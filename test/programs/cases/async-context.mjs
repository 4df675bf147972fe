import { AsyncLocalStorage, AsyncResource, createHook, executionAsyncId } from "node:async_hooks";
const storage = new AsyncLocalStorage();
const read = async (label) => { await null; console.log(label, storage.getStore()); await new Promise((r) => setTimeout(r, 1)); console.log(label, storage.getStore()); };
await storage.run("one", async () => { await read("a"); await storage.run("two", () => read("b")); await read("c"); });
console.log(storage.getStore(), executionAsyncId() > 0);
const counts = {}; const hook = createHook({ init(id, type) { counts[type] = (counts[type] ?? 0) + 1; } }).enable();
await read("hooked"); hook.disable(); console.log(counts.PROMISE > 0, counts.Timeout);
const resource = new AsyncResource("Mine"); resource.runInAsyncScope(() => console.log(executionAsyncId() === resource.asyncId()));
