import type { SiteRecord, SitesRecord } from "../format/spec.ts";
import { SiteKind } from "../format/spec.ts";
import type { Site } from "./types.ts";

/** The sites of a trace, each place once however many threads and processes loaded its file. */
export class Sites {
  readonly all: Site[] = [];
  readonly #byPlace = new Map<string, number>();
  readonly #lost: number[] = [];

  /** Indices of a record's sites, in its order. */
  add(record: SitesRecord): number[] {
    const first: number[] = [];
    for (const site of record.sites) first.push(this.#intern(record.file, site));
    record.sites.forEach((site, at) => {
      const row = first[at]!;
      const known = this.all[row]!;
      if (site.function >= 0 && known.function < 0) this.all[row] = { ...known, function: first[site.function]! };
    });
    return first;
  }

  /** The site that stands for all of `kind` whose description was lost. */
  lost(kind: SiteKind): number {
    this.#lost[kind] ??= this.#intern("", {
      kind,
      line: 0,
      column: 0,
      endLine: 0,
      endColumn: 0,
      text: "",
      function: -1,
    });
    return this.#lost[kind];
  }

  /** The function or module around `site`, itself for a function; the lost one where that is not known. */
  functionOf(site: number): number {
    const { kind, function: enclosing } = this.all[site]!;
    if (enclosing >= 0) return enclosing;
    return kind === SiteKind.Function || kind === SiteKind.Module ? site : this.lost(SiteKind.Function);
  }

  #intern(file: string, record: SiteRecord): number {
    const key = `${record.line}:${record.column}:${record.kind}:${file}`;
    const known = this.#byPlace.get(key);
    if (known !== undefined) return known;
    const row = this.all.length;
    this.all.push({ ...record, file, function: -1 });
    this.#byPlace.set(key, row);
    return row;
  }
}
