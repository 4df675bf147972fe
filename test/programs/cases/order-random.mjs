// A few hundred generated interleavings, as one long log.
let seed = 12345;
const random = (below) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
const log = [];
const thenable = (value) => ({ then(resolve) { log.push(`then${value}`); resolve(value); } });
async function task(id, depth) {
  for (let i = 0; i < 3; i++) {
    log.push(`${id}.${i}`);
    switch (random(7)) {
      case 0: await i; break;
      case 1: await Promise.resolve(i); break;
      case 2: await thenable(id); break;
      case 3: if (depth < 3) await task(`${id}${i}`, depth + 1); break;
      case 4: try { await Promise.reject(id); } catch (value) { log.push(`x${value}`); } break;
      case 5: for await (const v of [1, Promise.resolve(2)]) log.push(`v${v}`); break;
      case 6: await Promise.all([1, Promise.resolve(2), thenable(3)]); break;
    }
  }
  if (random(5) === 0) throw id;
  return id;
}
const all = await Promise.allSettled(Array.from({ length: 30 }, (_, i) => task(`t${i}`, 0)));
console.log(log.join(" "));
console.log(all.map((r) => r.value ?? `!${r.reason}`).join(" "));
