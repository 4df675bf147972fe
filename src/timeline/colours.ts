import { SiteKind } from "../format/spec.ts";
import type { Site } from "../model/types.ts";

/** Colours in the palette of functions; the theme decides what they look like. */
export const PALETTE = 10;

/**
 * A palette index per function. The name's hash decides, so that a function keeps its colour from run to run; while
 * free colours are left, a taken one moves on to the next, so that a small program shows no colour twice.
 */
export class Colours {
  #ofSite = new Uint8Array(64);
  #known = 0;
  #taken = new Uint8Array(PALETTE);
  #free = PALETTE;

  update(sites: readonly Site[]): void {
    if (sites.length > this.#ofSite.length) {
      const larger = new Uint8Array(sites.length * 2);
      larger.set(this.#ofSite);
      this.#ofSite = larger;
    }
    for (; this.#known < sites.length; this.#known++) {
      const site = sites[this.#known]!;
      if (site.kind === SiteKind.Function || site.kind === SiteKind.Module)
        this.#ofSite[this.#known] = this.#pick(site);
    }
  }

  /** Palette index of a function site. */
  of(site: number): number {
    return this.#ofSite[site] ?? 0;
  }

  #pick(site: Site): number {
    let colour = hash(site.text) % PALETTE;
    if (this.#free > 0) {
      while (this.#taken[colour] !== 0) colour = (colour + 1) % PALETTE;
      this.#taken[colour] = 1;
      this.#free--;
    }
    return colour;
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value ^ (value >>> 13)) >>> 0;
}
