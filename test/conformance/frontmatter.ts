/** What a test of test262 says of itself, in the comment between `/*---` and `---*\/` (test262's INTERPRETING.md). */
export interface Frontmatter {
  readonly flags: ReadonlySet<string>;
  readonly includes: readonly string[];
  readonly features: readonly string[];
  /** Set when the test is to fail: with an error of which name, and when. */
  readonly negative: { readonly phase: string; readonly type: string } | null;
}

/** Reads the few forms of YAML that test262 uses: `key: [a, b]`, lists of `- a`, and one level of `key: value`. */
export function readFrontmatter(source: string): Frontmatter {
  const text = /\/\*---([\s\S]*?)---\*\//.exec(source)?.[1]?.replace(/\r\n?/g, "\n") ?? "";
  const phase = /^negative:\n(?:.*\n)*?\s+phase:\s*(\S+)/m.exec(text)?.[1];
  const type = /^negative:\n(?:.*\n)*?\s+type:\s*(\S+)/m.exec(text)?.[1];
  return {
    flags: new Set(readList(text, "flags")),
    includes: readList(text, "includes"),
    features: readList(text, "features"),
    negative: phase === undefined || type === undefined ? null : { phase, type },
  };
}

function readList(text: string, key: string): readonly string[] {
  const inline = new RegExp(`^${key}:[ \\t]*\\[([^\\]]*)\\]`, "m").exec(text)?.[1];
  if (inline !== undefined) return inline.split(",").flatMap(item);
  const block = new RegExp(`^${key}:[ \\t]*\\n((?:[ \\t]*-[ \\t].*\\n?)+)`, "m").exec(text)?.[1];
  return block === undefined ? [] : block.split("\n").flatMap((line) => item(line.replace(/^\s*-/, "")));
}

function item(text: string): readonly string[] {
  const name = text.replace(/#.*/, "").trim();
  return name === "" ? [] : [name];
}
