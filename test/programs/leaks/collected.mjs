// What plain Node frees, is freed: promises, results, closures, errors and generators that nobody holds any more.
const turn = () => new Promise((resolve) => setImmediate(resolve));
const kinds = new Map();
const registry = new FinalizationRegistry((kind) => kinds.set(kind, (kinds.get(kind) ?? 0) + 1));
const refs = [];
const watch = (kind, object) => {
  registry.register(object, kind);
  refs.push([kind, new WeakRef(object)]);
  return object;
};

class Own extends Promise {}
async function result() { await null; return watch("result", { large: new Array(100).fill(0) }); }
async function failing() { await null; throw watch("error", new Error("x")); }
async function* items() { for (let i = 0; i < 3; i++) yield watch("yielded", { i }); }
const never = (kind) => watch(kind, new Promise(() => {}));

const forms = {
  async awaited() { await watch("own promise", result()); },
  async rejected() { await watch("rejected promise", failing()).catch(() => {}); },
  async caught() { try { await failing(); } catch { await null; } },
  async members() { await Promise.all([watch("member", result()), watch("member", Promise.resolve({}))]); await watch("group", Promise.race([result(), never("loser")])); },
  async thenable() { await watch("thenable", { then(done) { done(watch("thenable's value", {})); } }); },
  async subclass() { await watch("subclass", Own.resolve(watch("subclass value", {}))); },
  async abandoned() { watch("stuck", (async () => { const held = watch("held by stuck", {}); await never("never settles"); return held; })()); },
  async closure() { const held = watch("closure's variable", {}); const run = watch("closure", async () => (await null, held)); await run(); },
  async generator() { const it = watch("generator", items()); for await (const item of it) void item; },
  async left() { const it = watch("generator that is left", items()); for await (const item of it) { void item; break; } },
  async unfinished() { const it = watch("unfinished generator", items()); await it.next(); },
  async loop() { for await (const x of [watch("loop promise", Promise.resolve(watch("loop value", {})))]) void x; },
  async parameter() { await (async (a, { b } = watch("default", { b: 1 })) => [a, await b])(watch("argument", {})); },
  async timer() { await watch("timer promise", new Promise((resolve) => setTimeout(resolve, 1, watch("timer value", {})))); },
  async later() { const waiting = never("first of two"); watch("waiter", (async () => { await waiting; })()); },
  async unawaited() { watch("unawaited", result()); watch("unawaited chain", result().then((x) => x)); },
  async frozen() { await watch("frozen", Object.freeze(Promise.resolve(1))); },
};

for (let round = 0; round < 20; round++) {
  for (const run of Object.values(forms)) await run();
  await turn();
}
// Without a frame of the program's that could still hold something.
let left = 30;
setImmediate(function collect() {
  gc();
  if (left-- > 0) return void setImmediate(collect);
  const alive = {};
  for (const [kind, ref] of refs) if (ref.deref() !== undefined) alive[kind] = (alive[kind] ?? 0) + 1;
  console.log({ watched: refs.length, alive });
  console.log(new Map([...kinds].sort()));
});
