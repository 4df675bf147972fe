/** Windows and macOS do not tell cases apart, and the editor writes drive letters small where Node writes them large. */
const ignoresCase = process.platform === "win32" || process.platform === "darwin";

export function isSameFile(a: string, b: string): boolean {
  return a === b || (ignoresCase && a.toLowerCase() === b.toLowerCase());
}
