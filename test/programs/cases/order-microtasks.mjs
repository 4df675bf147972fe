// Promise jobs, nextTick, timers and immediates interleave exactly as without probes.
const log = [];
const mark = (text) => log.push(text);
async function two(name) {
  mark(`${name} 1`);
  await null;
  mark(`${name} 2`);
  await undefined;
  mark(`${name} 3`);
  return name;
}
process.nextTick(() => mark("tick"));
queueMicrotask(() => mark("microtask"));
const first = two("a").then((name) => mark(`then ${name}`));
Promise.resolve().then(() => mark("p1")).then(() => mark("p2")).then(() => mark("p3")).then(() => mark("p4"));
const second = (async () => {
  try {
    return await Promise.reject(new Error("no"));
  } catch (error) {
    mark(`caught ${error.message}`);
    return 1;
  } finally {
    mark("finally");
  }
})();
async function returnsPromise() {
  return Promise.resolve(5);
}
returnsPromise().then((value) => mark(`returned ${value}`));
await first;
await second;
await new Promise((resolve) => {
  setTimeout(() => { mark("timeout"); process.nextTick(() => mark("tick in timeout")); Promise.resolve().then(() => mark("job in timeout")); });
  setImmediate(() => { mark("immediate"); });
  setTimeout(resolve, 5);
});
const sorted = log.filter((text) => text !== "immediate");
console.log(sorted.join("\n"));
