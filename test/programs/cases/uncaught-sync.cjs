const cache = new Map(); async function fill(k) { cache.set(k, await k); } function get(k) { if (!cache.has(k)) throw new RangeError(`no ${k}`); }
fill("a"); console.log("before"); get("b");
