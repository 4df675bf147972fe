import type { Model } from "../model/types.ts";
import type { Rows } from "./rows.ts";

/**
 * What a search text finds. A site matches by its function's name, its file's name or its own text; case does not
 * count, and every word must be found.
 */
export interface Filter {
  /** Non-zero for the sites that match. */
  readonly sites: Uint8Array;
  /** Non-zero for the rows that hold a match or lead to one. */
  readonly rows: Uint8Array;
  readonly matchingSites: number;
}

/** Returns null for a text without a word: nothing is filtered. */
export function createFilter(text: string, model: Model, rows: Rows): Filter | null {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const sites = new Uint8Array(model.sites.length);
  const functions = new Uint8Array(model.sites.length);
  let matchingSites = 0;
  for (let site = 0; site < sites.length; site++) {
    const { file, text: own, function: enclosing } = model.sites[site]!;
    const within = enclosing >= 0 ? (model.sites[enclosing]?.text ?? "") : "";
    const all = `${own}\n${within}\n${baseName(file)}`.toLowerCase();
    if (!words.every((word) => all.includes(word))) continue;
    sites[site] = 1;
    matchingSites++;
    functions[enclosing >= 0 ? enclosing : site] = 1;
  }
  return { sites, rows: leadingRows(rows, functions), matchingSites };
}

function leadingRows(rows: Rows, functions: Uint8Array): Uint8Array {
  const shown = new Uint8Array(rows.length);
  for (let row = 0; row < rows.length; row++) {
    const site = rows.site[row]!;
    if (site < 0 || functions[site] === 0) continue;
    for (let above = row; above >= 0 && shown[above] === 0; above = rows.parent[above]!) shown[above] = 1;
  }
  return shown;
}

/** Last part of a path with either kind of slash. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
