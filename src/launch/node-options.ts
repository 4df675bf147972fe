/**
 * Appends `--require <preload>` to what the user has in NODE_OPTIONS, once. Node splits the variable at spaces, takes
 * double quotes as one word and, inside them, a backslash as an escape (node.cc, ParseNodeOptionsEnvVar), so paths are
 * always quoted and their backslashes and quotes doubled.
 */
export function addRequire(existing: string | undefined, preload: string): string {
  const option = `--require "${preload.replace(/[\\"]/g, "\\$&")}"`;
  const before = existing?.trim() ?? "";
  if (before.includes(option)) return before;
  return before ? `${before} ${option}` : option;
}
