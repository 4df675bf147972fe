/**
 * What a Node version can do, in one table. The recorder and the preload ask this table and nothing else, so that
 * support for a version is added or dropped here. "since" is the first version of a release line that has it.
 */
interface Since {
  /** Release line → lowest minor of that line. Lines above the highest listed have the capability. */
  readonly [line: number]: number;
}

const SINCE = {
  /** `module.registerHooks`: synchronous loader hooks for import and require. Added in 22.15.0 and 23.5.0. */
  registerHooks: { 22: 15, 23: 5, 24: 0 },
  /** `.ts` runs without a flag. https://nodejs.org/api/typescript.html, unflagged in 22.18.0 and 23.6.0. */
  typeStripping: { 22: 18, 23: 6, 24: 0 },
  /** Node gives the CommonJS scripts it strips of types their URL for a name (asked of 24.21 and 26.10; 22.23 does not). */
  strippedScriptsAreUrls: { 24: 0 },
  /** `using` and `await using`: V8 13.6. */
  using: { 24: 0 },
} as const satisfies Record<string, Since>;

export type Capability = keyof typeof SINCE;

/** `version` as in `process.versions.node`. */
export function hasCapability(capability: Capability, version: string = process.versions.node): boolean {
  const [line = 0, minor = 0] = version.split(".").map(Number);
  const since: Since = SINCE[capability];
  const lowest = since[line];
  if (lowest !== undefined) return minor >= lowest;
  return line > Math.max(...Object.keys(since).map(Number));
}

/** Oldest Node that a program can be traced on. */
export const OLDEST_NODE = "22.15.0";
