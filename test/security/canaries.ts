/** Secrets that must not turn up, and the search for them in every way that bytes may hide a text. */
import { randomBytes } from "node:crypto";

/** Where a secret comes from. Each has one of its own, so that a leak says its source. */
export type Canaries = Readonly<Record<string, string>>;

export function makeCanaries(names: readonly string[]): Canaries {
  return Object.fromEntries(names.map((name) => [name, `cAnary~${name}~${randomBytes(9).toString("hex")}`]));
}

/** What of `canaries` is in `bytes`, as "name in encoding". */
export function findCanaries(bytes: Buffer, canaries: Canaries): string[] {
  return Object.entries(canaries).flatMap(([name, secret]) =>
    encodings(secret)
      .filter(({ pattern }) => bytes.includes(pattern))
      .map(({ encoding }) => `${name} in ${encoding}`),
  );
}

interface Encoded {
  readonly encoding: string;
  readonly pattern: Buffer;
}

function encodings(secret: string): Encoded[] {
  const utf8 = Buffer.from(secret);
  const utf16 = Buffer.from(secret, "utf16le");
  const text = (encoding: string, value: string) => ({ encoding, pattern: Buffer.from(value) });
  return [
    { encoding: "UTF-8", pattern: utf8 },
    { encoding: "UTF-16, low byte first", pattern: utf16 },
    { encoding: "UTF-16, high byte first", pattern: Buffer.from(utf16).swap16() },
    { encoding: "reversed", pattern: Buffer.from(utf8).reverse() },
    text("hexadecimal", utf8.toString("hex")),
    text("hexadecimal, upper case", utf8.toString("hex").toUpperCase()),
    text("percent signs", encodeURIComponent(secret).replaceAll("~", "%7E")),
    text("percent signs throughout", utf8.toString("hex").replaceAll(/../g, "%$&")),
    text("escapes of JSON", Array.from(secret, escaped).join("")),
    ...base64(utf8).map((value) => text("base64", value)),
    ...base64(utf16).map((value) => text("base64 of UTF-16", value)),
    // The random part alone: a text may have been cut, or its mark replaced.
    text("part", secret.slice(-18)),
  ];
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** What is the same in base64 whatever stands before and after: one text for each of the three places it may start at. */
function base64(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .replaceAll("=", "");
    return text.slice(before === 0 ? 0 : before + 1, -1);
  });
}
