// The line of a top-level await that never ends, which C++ prints for a worker, too.
import { isMainThread, Worker } from "node:worker_threads";

if (isMainThread) new Worker(new URL(import.meta.url)).on("exit", (code) => console.log("exit", code));
else {
  await 1;
  const never = new Promise(() => {});
  await never;
}
