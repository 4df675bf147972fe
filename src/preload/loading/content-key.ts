/**
 * A key for a text: 106 bits from two rounds of multiply and shift over its UTF-16 units. Not cryptographic, and need
 * not be: the cache is the user's own folder, and what it gives back is checked against the source. `node:crypto`
 * would cost 5 to 10 ms of every start just to load; this takes 2 ms per megabyte.
 */
export function contentKey(text: string, seed: string): string {
  return half(text, half(seed, 0x9e3779b9)[1])
    .concat(half(text, half(seed, 0x85ebca6b)[0]))
    .map(hex)
    .join("");
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}

function half(text: string, seed: number): [number, number] {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return [a >>> 0, b >>> 0];
}
