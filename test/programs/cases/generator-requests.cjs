// Requests to async generators: queued, thrown, closing, from code that is in no task, of bodies that are not wrapped.
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
async function leaf(name) { return name; }

async function* slow(name) {
  await sleep(2);
  try { yield `${name} 1`; yield `${name} 2`; } catch (error) { yield `caught ${error.message}`; } finally { await leaf(name); }
  yield `${name} 3`;
  return leaf(`${name} end`);
}
async function* bare(name) {
  var kept;
  function kept() {}
  yield name;
  await sleep(2);
  yield* slow("inner");
  return kept;
}
async function* bareFails() {
  var kept;
  function kept() {}
  await Promise.reject(new Error("bare"));
}
async function* yieldsRejected() { yield Promise.reject(new Error("yielded")); }

async function queued() {
  const all = slow("queued");
  const first = all.next(), second = all.next(), third = all.next();
  const unrelated = new Promise((done) => setTimeout(done, 5, "unrelated"));
  console.log(await third, await second, await first, await unrelated, await all.next(), await all.next());
}
async function thrown() {
  const all = slow("thrown");
  await all.next();
  const answer = all.throw(new Error("in"));
  console.log(await leaf("beside"), await answer, await all.next(), await all.return("out"), await all.next());
}
async function closed() {
  console.log(await slow("never").return("at the start"), await slow("never").throw(new Error("at the start")).catch((error) => error.message));
  for await (const value of slow("closed")) { console.log(value); break; }
  const waiting = slow("waiting");
  const [one, two] = [waiting.next(), waiting.return("queued return")];
  console.log(await one, await two);
}
async function unwrapped() {
  for await (const value of bare("bare")) console.log(value);
  await bareFails().next().catch((error) => console.log(error.message));
  for await (const value of bare("left")) if (value) break;
  console.log(await yieldsRejected().next().catch((error) => error.message));
}
async function main() {
  await queued();
  await thrown();
  await closed();
  await unwrapped();
  const outside = slow("outside");
  await new Promise((done) => {
    setTimeout(() => outside.next().then((value) => { console.log(value); done(outside.next()); }));
  }).then(console.log);
}
main();
