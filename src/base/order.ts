const BITS = 11;
const BUCKETS = 1 << BITS;
const NOT_NEGATIVE = 0x80000000;
/** Of what is not a number. */
const LAST = 0xffffffff;
/** Digits of a key: 3 × 11 bits reach over its 32. */
const DIGITS = 3;

/**
 * The indexes of `keys` in ascending order of the keys; equal ones stay as they are, NaN comes last. A radix sort that
 * carries the keys along: a comparator takes ten times as long for a million, and so do doubles that are looked up.
 */
export function orderOf(keys: Float32Array): Int32Array {
  let words: Uint32Array = sortableWords(keys);
  let order = new Int32Array(keys.length);
  let nextWords: Uint32Array = new Uint32Array(keys.length);
  let nextOrder = new Int32Array(keys.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  for (let digit = 0; digit < DIGITS; digit++) {
    const shift = digit * BITS;
    const places = placesOf(words, shift);
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      const place = places[(word >>> shift) & (BUCKETS - 1)]!++;
      nextWords[place] = word;
      nextOrder[place] = order[i]!;
    }
    [words, nextWords] = [nextWords, words];
    [order, nextOrder] = [nextOrder, order];
  }
  return order;
}

/** Where each bucket begins. */
function placesOf(words: Uint32Array, shift: number): Uint32Array {
  const places = new Uint32Array(BUCKETS);
  for (let i = 0; i < words.length; i++) places[(words[i]! >>> shift) & (BUCKETS - 1)]!++;
  let sum = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const count = places[bucket]!;
    places[bucket] = sum;
    sum += count;
  }
  return places;
}

/** Words whose unsigned order is that of the numbers. */
function sortableWords(keys: Float32Array): Uint32Array {
  const words = new Uint32Array(keys.slice().buffer);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (Number.isNaN(keys[i])) words[i] = LAST;
    else words[i] = word >>> 31 === 0 || keys[i] === 0 ? word | NOT_NEGATIVE : ~word;
  }
  return words;
}
