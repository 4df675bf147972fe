import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

/**
 * Compares `text` with the golden file at `url`. A missing golden is written; a wrong one leaves `.actual` beside it,
 * to look at and, when it is right, to rename.
 */
export function expectGolden(url: URL, text: string): void {
  const golden = fileURLToPath(url);
  const actual = `${golden}.actual`;
  if (!existsSync(golden)) {
    mkdirSync(dirname(golden), { recursive: true });
    writeFileSync(golden, text);
  }
  const wanted = readFileSync(golden, "utf8");
  if (wanted === text) rmSync(actual, { force: true });
  else writeFileSync(actual, text);
  expect(text).toBe(wanted);
}
