/** Mutations of a trace: as a disk damages it, as a bug in a writer would, and as somebody with intent does. */
import { ChunkKind, HEADER_BYTES, Header } from "../../src/format/spec.ts";
import type { Random } from "../model/random.ts";
import { concat } from "../model/trace-language.ts";
import { kindOf, repaired, splitChunks, view, withPayload } from "./chunks.ts";
import { mutateJson } from "./mutate-json.ts";

/** The mutant that `random` decides; `others` are traces that parts may come from. */
export function mutate(random: Random, bytes: Uint8Array, others: readonly Uint8Array[]): Uint8Array {
  let chunks = chunksOf(bytes);
  for (let times = random.below(4); times > 0; times--) chunks = random.pick(ARRANGEMENTS)(random, chunks, others);
  const part = random.pick([0, 0.05, 0.3, 1]);
  chunks = chunks.map((chunk) => (random.chance(part) ? random.pick(CONTENTS)(random, chunk) : chunk));
  let mutant = concat(chunks);
  const isWhole = random.chance(0.5);
  for (let times = isWhole ? 0 : 1 + random.below(5); times > 0; times--) mutant = random.pick(BYTES)(random, mutant);
  return mutant;
}

/** The same traces are mutated again and again. */
const CHUNKS = new WeakMap<Uint8Array, Uint8Array[]>();

function chunksOf(bytes: Uint8Array): Uint8Array[] {
  const chunks = CHUNKS.get(bytes) ?? splitChunks(bytes);
  CHUNKS.set(bytes, chunks);
  return chunks;
}

type Arrange = (random: Random, chunks: Uint8Array[], others: readonly Uint8Array[]) => Uint8Array[];

const ARRANGEMENTS: readonly Arrange[] = [
  (random, chunks) => chunks.filter(() => !random.chance(0.2)),
  (random, chunks) => chunks.flatMap((chunk) => (random.chance(0.2) ? [chunk, chunk] : [chunk])),
  (random, chunks) => shuffled(random, chunks),
  (_, chunks) => chunks.toReversed(),
  (random, chunks) => swapped(random, chunks),
  (random, chunks) => chunks.filter((chunk) => kindOf(chunk) !== random.pick(Object.values(ChunkKind))),
  (_, chunks) => chunks.filter((chunk) => kindOf(chunk) !== ChunkKind.Sites),
  (_, chunks) => chunks.filter((chunk) => kindOf(chunk) !== ChunkKind.Start),
  (random, chunks, others) => swapped(random, [...chunks, ...chunksOf(random.pick(others))]),
  (random, chunks) => chunks.map((chunk) => (random.chance(0.3) ? asOneThread(chunk) : chunk)),
];

function shuffled(random: Random, chunks: readonly Uint8Array[]): Uint8Array[] {
  const left = [...chunks];
  return chunks.map(() => left.splice(random.below(left.length), 1)[0]!);
}

/** Chunks change places with ones nearby. */
function swapped(random: Random, chunks: readonly Uint8Array[]): Uint8Array[] {
  const made = [...chunks];
  for (let at = 0; at + 1 < made.length; at++) {
    const other = Math.min(made.length - 1, at + random.below(20));
    if (random.chance(0.2)) [made[at], made[other]] = [made[other]!, made[at]!];
  }
  return made;
}

function asOneThread(chunk: Uint8Array): Uint8Array {
  const made = chunk.slice();
  view(made).setUint32(Header.pid, 1, true);
  view(made).setUint32(Header.thread, 0, true);
  return repaired(made);
}

type Change = (random: Random, chunk: Uint8Array) => Uint8Array;

/** What a chunk holds is wrong, and its checksums are right. */
const CONTENTS: readonly Change[] = [
  changeHeader,
  changePayload,
  changePayload,
  stretchVarints,
  changeBase,
  cutPayload,
  lengthen,
];

const EXTREMES = [
  0, 1, 2, 3, 7, 8, 9, 15, 16, 100, 0x7fff, 0xffff, 0x10000, 16777216, 16777217, 0x7fffffff, 0x80000000,
];

function changeHeader(random: Random, chunk: Uint8Array): Uint8Array {
  const made = chunk.slice();
  const value = random.pick([...EXTREMES, 0xffffffff]);
  const field = random.pick([
    ...[Header.payloadBytes, Header.pid, Header.thread, Header.sequence, Header.droppedEvents, Header.eventCount],
    ...[Header.kind, Header.version],
  ]);
  if (field === Header.kind || field === Header.version) view(made).setUint16(field, value & 0xffff, true);
  else view(made).setUint32(field, value, true);
  return repaired(made);
}

function changePayload(random: Random, chunk: Uint8Array): Uint8Array {
  if (kindOf(chunk) !== ChunkKind.Events) return mutateJson(random, chunk);
  const made = chunk.slice();
  if (made.length === HEADER_BYTES) return made;
  for (let times = 1 + random.below(6); times > 0; times--) {
    const at = HEADER_BYTES + random.below(made.length - HEADER_BYTES);
    made[at] = random.chance(0.5) ? random.below(256) : made[at]! ^ (1 << random.below(8));
  }
  return repaired(made);
}

/** Numbers of too many bytes, and numbers that are too large. */
function stretchVarints(random: Random, chunk: Uint8Array): Uint8Array {
  if (kindOf(chunk) !== ChunkKind.Events) return chunk;
  const payload = chunk.subarray(HEADER_BYTES);
  const at = random.below(payload.length + 1);
  const long = Uint8Array.from({ length: 1 + random.below(12) }, () => (random.chance(0.5) ? 0x80 : 0xff));
  return withPayload(chunk, concat([payload.subarray(0, at), long, payload.subarray(at)]));
}

function changeBase(random: Random, chunk: Uint8Array): Uint8Array {
  if (kindOf(chunk) !== ChunkKind.Events || chunk.length < HEADER_BYTES + 8) return chunk;
  const made = chunk.slice();
  const base = random.pick([0, -0, -1, 1e-300, 5e10, 5.1e10, 1e300, Infinity, -Infinity, NaN, random.next() * 1e6]);
  view(made).setFloat64(HEADER_BYTES, base, true);
  return repaired(made);
}

function cutPayload(random: Random, chunk: Uint8Array): Uint8Array {
  return withPayload(chunk, chunk.subarray(HEADER_BYTES, HEADER_BYTES + random.below(chunk.length - HEADER_BYTES + 1)));
}

/** More of the same events than the header tells of, or as many as it then says. */
function lengthen(random: Random, chunk: Uint8Array): Uint8Array {
  const payload = chunk.subarray(HEADER_BYTES);
  const times = 1 + random.below(4);
  const more = concat([payload, ...Array.from({ length: times }, () => payload.subarray(8))]);
  const made = withPayload(chunk, more);
  const count = view(chunk).getUint32(Header.eventCount, true);
  if (random.chance(0.7)) view(made).setUint32(Header.eventCount, count * (times + 1), true);
  return repaired(made);
}

type Damage = (random: Random, bytes: Uint8Array) => Uint8Array;

const BYTES: readonly Damage[] = [
  (random, bytes) => bytes.subarray(0, random.below(bytes.length + 1)),
  (random, bytes) => bytes.subarray(random.below(bytes.length + 1)),
  (random, bytes) => flipped(random, bytes),
  (random, bytes) => flipped(random, bytes),
  (random, bytes) => replaced(random, bytes, random.below(300), new Uint8Array()),
  (random, bytes) => replaced(random, bytes, 0, noise(random, random.below(300))),
  (random, bytes) => replaced(random, bytes, 0, bytes.subarray(random.below(bytes.length + 1))),
  (random, bytes) => replaced(random, bytes, random.below(4096), new Uint8Array(random.below(4096))),
  (random, bytes) => replaced(random, bytes, 0, Uint8Array.of(0x41, 0x57, 0x53, 0x31)),
];

function flipped(random: Random, bytes: Uint8Array): Uint8Array {
  const made = bytes.slice();
  if (made.length === 0) return made;
  for (let times = 1 + random.below(20); times > 0; times--) made[random.below(made.length)]! ^= 1 << random.below(8);
  return made;
}

function replaced(random: Random, bytes: Uint8Array, length: number, by: Uint8Array): Uint8Array {
  const at = random.below(bytes.length + 1);
  return concat([bytes.subarray(0, at), by, bytes.subarray(at + length)]);
}

function noise(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}
