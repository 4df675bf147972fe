/**
 * The preload in NODE_OPTIONS. Node splits the variable at spaces, takes double quotes as one word and, inside them, a
 * backslash as an escape (node.cc, ParseNodeOptionsEnvVar), so paths are always quoted and their backslashes and
 * quotes doubled.
 */
function requireOption(preload: string): string {
  return `--require "${preload.replace(/[\\"]/g, "\\$&")}"`;
}

/**
 * Puts `--require <preload>` before what is there, once: what Node loads of its own and what tools put in its place
 * can only be told apart by who comes first.
 */
export function addRequire(existing: string | undefined, preload: string): string {
  const option = requireOption(preload);
  const before = existing?.trim() ?? "";
  if (before.includes(option)) return before;
  return before ? `${option} ${before}` : option;
}

/** Takes out what {@link addRequire} added; everything else stays as it is. */
export function removeRequire(existing: string | undefined, preload: string): string {
  const option = requireOption(preload);
  if (existing === undefined || !existing.includes(option)) return existing ?? "";
  return existing.replace(`${option} `, "").replace(option, "");
}
