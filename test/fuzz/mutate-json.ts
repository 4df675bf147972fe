import { HEADER_BYTES } from "../../src/format/spec.ts";
import type { Random } from "../model/random.ts";
import { withPayload } from "./chunks.ts";

/** A JSON chunk whose record is not what it should be, or no record at all; its checksums are right. */
export function mutateJson(random: Random, chunk: Uint8Array): Uint8Array {
  const text = Buffer.from(chunk.subarray(HEADER_BYTES)).toString();
  const way = random.below(8);
  if (way === 0) return withPayload(chunk, Buffer.from(text.slice(0, random.below(text.length + 1))));
  if (way === 1) return withPayload(chunk, brokenUtf8(random, Buffer.from(text)));
  if (way === 2) return withPayload(chunk, Buffer.from(nested(random)));
  if (way === 3)
    return withPayload(chunk, Buffer.from(random.pick(["", "null", "[]", "7", '"text"', "{}", "{", "NaN"])));
  try {
    return withPayload(chunk, Buffer.from(JSON.stringify(changed(random, JSON.parse(text)))));
  } catch {
    return chunk; // Not JSON any more: another mutation was here before.
  }
}

const VALUES = [
  ...[
    null,
    true,
    false,
    "",
    "text",
    0,
    -0,
    -1,
    0.5,
    1,
    2,
    7,
    8,
    9,
    100,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    -(2 ** 31),
  ],
  ...[
    1e21,
    1e300,
    5e10,
    5.1e10,
    [],
    {},
    [[]],
    "\u0000",
    "\ud800",
    "__proto__",
    "</script>",
    "\x1b[2J",
    "a\nb",
    "€".repeat(99),
  ],
  ...["0", "99999999999999999999", "-1", "1e9", "x".repeat(70_000), "€/".repeat(16_000), "\u0301".repeat(32_767)],
];

/** One to four values anywhere in the record are others, missing, or there twice. */
function changed(random: Random, record: unknown): unknown {
  let made = record;
  for (let times = 1 + random.below(4); times > 0; times--) made = changeOne(random, made);
  return made;
}

function changeOne(random: Random, value: unknown): unknown {
  if (typeof value !== "object" || value === null || random.chance(0.1)) return random.pick(VALUES);
  if (Array.isArray(value)) return changeList(random, value);
  const fields = Object.entries(value);
  if (fields.length === 0) return random.pick(VALUES);
  const at = random.below(fields.length);
  if (random.chance(0.15)) fields.splice(at, 1);
  else fields[at] = [fields[at]![0], changeOne(random, fields[at]![1])];
  return Object.fromEntries(fields);
}

function changeList(random: Random, list: readonly unknown[]): unknown[] {
  const at = random.below(list.length + 1);
  const way = random.below(4);
  if (way === 0) return [...list.slice(0, at), ...list.slice(at + 1)];
  if (way === 1) return [...list, ...list];
  return list.map((item, index) => (index === at ? changeOne(random, item) : item));
}

function nested(random: Random): string {
  const depth = random.pick([1, 16, 17, 1000, 50_000]);
  const [open, close] = random.pick([
    ["[", "]"],
    ['{"a":', "}"],
    ['{"sites":[', "]}"],
  ] as const);
  return `${open.repeat(depth)}${random.chance(0.5) ? "1" : ""}${random.chance(0.7) ? close.repeat(depth) : ""}`;
}

function brokenUtf8(random: Random, bytes: Buffer): Buffer {
  for (let times = 1 + random.below(5); times > 0 && bytes.length > 0; times--) {
    bytes[random.below(bytes.length)] = 0x80 + random.below(128);
  }
  return bytes;
}
