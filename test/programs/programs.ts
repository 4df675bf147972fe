/**
 * The programs of `cases/`: each file, or `main.*` in a folder, is one program. What a program needs stands in comments
 * at its top: `@stdin text`, `@args a b`, `@node --flag`, `@lines 24 26` (the Node lines it runs on), `@drop pattern` (lines of
 * output that differ from run to run), `@races` (which of several resources ends a wait differs too), `@plain no` (Node alone cannot run it: `expected.txt` beside it says what it prints).
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { NODE_LINES, type NodeLine } from "../nodes.ts";

export { NODE_LINES, type NodeLine };

export const CASES = fileURLToPath(new URL("cases/", import.meta.url));

export interface Program {
  readonly name: string;
  /** Absolute. */
  readonly entry: string;
  readonly stdin: string;
  readonly args: readonly string[];
  readonly nodeArgs: readonly string[];
  readonly lines: readonly NodeLine[];
  readonly drop: RegExp | null;
  /** Which resource ends a wait differs from run to run: a child's exit or the end of its output, for one. */
  readonly races: boolean;
  /** What it prints where plain Node cannot run it; null where plain Node is the measure. */
  readonly expected: string | null;
}

export function listPrograms(): Program[] {
  return readdirSync(CASES)
    .map((name) => join(CASES, name))
    .flatMap((path) => (statSync(path).isFile() ? [path] : entryOf(path)))
    .map(readProgram);
}

function entryOf(folder: string): string[] {
  const name = readdirSync(folder).find((name) => /^main\.[cm]?[jt]sx?$/.test(name));
  return name === undefined ? [] : [join(folder, name)];
}

function readProgram(entry: string): Program {
  const source = readFileSync(entry, "utf8");
  const note = (key: string) => new RegExp(`^// @${key} (.*)$`, "m").exec(source)?.[1];
  const words = (key: string) => note(key)?.split(" ") ?? [];
  const folder = basename(join(entry, ".."));
  const lines = words("lines").map(Number);
  return {
    name: basename(entry).startsWith("main.") ? folder : basename(entry),
    entry,
    stdin: (note("stdin") ?? "").replaceAll("\\n", "\n"),
    args: words("args"),
    nodeArgs: words("node"),
    lines: lines.length === 0 ? NODE_LINES : NODE_LINES.filter((line) => lines.includes(line)),
    drop: note("drop") === undefined ? null : new RegExp(note("drop")!),
    races: /^\/\/ @races$/m.test(source),
    expected: note("plain") === "no" ? readFileSync(join(entry, "..", "expected.txt"), "utf8") : null,
  };
}
