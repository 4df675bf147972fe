/** Which Node versions can be traced. One table; everything that launches asks here. */

export interface NodeVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/**
 * First version of each release line with `module.registerHooks`, the synchronous hook that sees `import`, `require`,
 * workers and forks in one thread (https://nodejs.org/api/module.html#moduleregisterhooksoptions). Later lines have it
 * from their start.
 */
const REGISTER_HOOKS: readonly NodeVersion[] = [
  { major: 22, minor: 15, patch: 0 },
  { major: 23, minor: 5, patch: 0 },
];

/** Reads `v24.21.0` or `24.21.0`, also with a suffix as in `v26.0.0-nightly…`; null when it is something else. */
export function parseNodeVersion(text: string): NodeVersion | null {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+]\S*)?$/.exec(text.trim());
  return match && { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]) };
}

export function formatNodeVersion(version: NodeVersion): string {
  return `${version.major}.${version.minor}.${version.patch}`;
}

/** Negative when `a` is older than `b`. */
export function compareNodeVersions(a: NodeVersion, b: NodeVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

export function canBeTraced(version: NodeVersion): boolean {
  const first = REGISTER_HOOKS.find((since) => since.major === version.major);
  if (first) return compareNodeVersions(version, first) >= 0;
  return version.major > REGISTER_HOOKS.at(-1)!.major;
}
