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
 * can only be told apart by who comes first. An empty variable becomes the option with a space behind it, one that is not
 * set the option alone, so that {@link removeRequire} tells them apart.
 */
export function addRequire(existing: string | undefined, preload: string): string {
  const option = requireOption(preload);
  if (existing === undefined) return option;
  return existing.includes(option) ? existing : `${option} ${existing}`;
}

/** Takes out what {@link addRequire} added, to the byte; undefined where the variable was not set. */
export function removeRequire(existing: string | undefined, preload: string): string | undefined {
  const option = requireOption(preload);
  if (existing === undefined || existing === option) return undefined;
  return existing.includes(`${option} `)
    ? existing.replace(`${option} `, () => "")
    : existing.replace(option, () => "");
}
