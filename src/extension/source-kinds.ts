import { extname } from "node:path";

/** The eight kinds of file that can be traced. The `when` clauses in package.json say the same. */
const EXTENSIONS: ReadonlySet<string> = new Set([".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx"]);

export function isTraceable(path: string): boolean {
  return EXTENSIONS.has(extname(path).toLowerCase());
}

/** What the hover listens to; schemes are left out on purpose, since a traced file may be open in a diff. */
export const HOVER_LANGUAGES = ["typescript", "typescriptreact", "javascript", "javascriptreact"] as const;
