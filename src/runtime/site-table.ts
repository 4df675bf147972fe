import { GroupKind, SiteKind, type SiteRecord } from "../format/spec.ts";

const COMBINATOR = /\b(allSettled|all|race|any)\b/;
const GROUP_KINDS: Readonly<Record<string, GroupKind>> = {
  all: GroupKind.All,
  allSettled: GroupKind.AllSettled,
  race: GroupKind.Race,
  any: GroupKind.Any,
};

/** What the probes must know of a site while the program runs: its kind, and for a combinator which one. */
export class SiteTable {
  #kinds = new Uint8Array(1024);
  #next: number;

  /** `first`: number of the first site of all. */
  constructor(first = 1) {
    this.#next = first;
  }

  /** Number of the first site of the next file. */
  get next(): number {
    return this.#next;
  }

  /** Gives the sites their numbers and returns the first. */
  add(sites: readonly SiteRecord[]): number {
    const first = this.#next;
    this.#next += sites.length;
    this.#grow();
    sites.forEach((site, index) => {
      this.#kinds[first + index] = site.kind | (groupKind(site) << 4);
    });
    return first;
  }

  kind(site: number): SiteKind {
    return (this.#kinds[site]! & 15) as SiteKind;
  }

  groupKind(site: number): GroupKind {
    return (this.#kinds[site]! >> 4) as GroupKind;
  }

  #grow(): void {
    if (this.#next < this.#kinds.length) return;
    const kinds = new Uint8Array(2 ** Math.ceil(Math.log2(this.#next + 1)));
    kinds.set(this.#kinds);
    this.#kinds = kinds;
  }
}

function groupKind(site: SiteRecord): GroupKind {
  if (site.kind !== SiteKind.Combinator) return GroupKind.All;
  return GROUP_KINDS[COMBINATOR.exec(site.text)?.[1] ?? "all"]!;
}
