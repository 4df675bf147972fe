import { IdMap } from "../base/id-map.ts";
import type { NamesRecord, SiteKind, SitesRecord } from "../format/spec.ts";
import type { Names } from "./names.ts";
import type { ObjectKey } from "./settling.ts";
import type { Sites } from "./sites.ts";
import type { OnKind } from "./types.ts";

/** Keys of no row. */
export const VALUE = -1;
export const UNKNOWN = -2;

/** What the numbers in one thread's events stand for: sites, names, and tasks, groups and futures, which share one space of ids. */
export class ThreadNumbers {
  readonly #sites: Sites;
  readonly #names: Names;
  readonly #objects = new IdMap();
  readonly #siteOf = new IdMap();
  readonly #nameOf = new IdMap();

  constructor(sites: Sites, names: Names) {
    this.#sites = sites;
    this.#names = names;
  }

  addSites(record: SitesRecord): void {
    this.#sites.add(record).forEach((row, at) => {
      this.#siteOf.set(record.firstSite + at, row);
    });
  }

  addNames(record: NamesRecord): void {
    record.names.forEach((name, at) => {
      this.#nameOf.set(record.firstName + at, this.#names.intern(name));
    });
  }

  /** The site's row; where its description was lost, that of all lost ones of the kind. */
  site(number: number, kind: SiteKind): number {
    const row = this.#siteOf.get(number);
    return row < 0 ? this.#sites.lost(kind) : row;
  }

  /** -1 for a name that was lost. */
  name(number: number): number {
    return this.#nameOf.get(number);
  }

  /** The same, or the empty name. */
  nameOrEmpty(number: number): number {
    const name = this.#nameOf.get(number);
    return name < 0 ? this.#names.intern("") : name;
  }

  /** From now on the id stands for this row. */
  set(id: number, row: number, kind: OnKind): void {
    this.#objects.set(id, row * 4 + kind);
  }

  /** The key of what has the id; negative where that is not known. */
  get(id: number): ObjectKey {
    return this.#objects.get(id);
  }

  /** The row of what has the id, where it is of the kind; else -1. */
  find(id: number, kind: OnKind): number {
    const object = this.#objects.get(id);
    return object >= 0 && (object & 3) === kind ? object >> 2 : -1;
  }

  /** The key of what `on`, as in `EventSink.suspend`, says. */
  on(on: number): ObjectKey {
    if (on < 0) return VALUE;
    const object = this.#objects.get(on);
    return object < 0 ? UNKNOWN : object;
  }
}
