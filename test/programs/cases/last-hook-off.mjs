// Node tracks promises while a hook that wants them is on, and no longer.
import { createHook, executionAsyncId, executionAsyncResource } from "node:async_hooks";

async function look(name) {
  const before = executionAsyncId();
  await null;
  console.log(name, executionAsyncId() === before, executionAsyncResource()?.constructor?.name);
}

await look("before");
const hook = createHook({ init() {} }).enable();
await look("on");
const other = createHook({ before() {} }).enable();
hook.disable();
await look("another");
other.disable();
await new Promise((done) => setTimeout(done, 1));
await look("off");
