import { EventKind } from "../format/spec.ts";
import { clockMs, getOwnPropertyDescriptor, isArray, isPromise, isProxy } from "./intrinsics.ts";
import type { Objects } from "./objects.ts";
import { ON_UNKNOWN, type RingWriter } from "./ring.ts";
import type { SiteTable } from "./site-table.ts";

/**
 * Members of the combinators that are being called: what `m` saw, for the `a` that follows. Nothing but the
 * combinator itself runs between the two, so one more level than one is only ever a combinator inside a thenable.
 */
export class Groups {
  #members = new Uint32Array(64);
  #count = 0;
  #known = false;
  readonly #ring: RingWriter;
  readonly #objects: Objects;
  readonly #sites: SiteTable;

  constructor(ring: RingWriter, objects: Objects, sites: SiteTable) {
    this.#ring = ring;
    this.#objects = objects;
    this.#sites = sites;
  }

  /** Takes down the members where looking at them shows nothing to the program: in a true array's own elements. */
  remember(iterable: unknown): void {
    this.#count = 0;
    this.#known = isArray(iterable) && !isProxy(iterable);
    if (!this.#known) return;
    const array = iterable as unknown[];
    const ms = clockMs();
    for (let index = 0; index < array.length; index++) this.#add(getOwnPropertyDescriptor(array, index)?.value, ms);
  }

  record(site: number, promise: unknown): void {
    const known = this.#known;
    this.#known = false;
    if (!known || !isPromise(promise)) return;
    const id = this.#objects.next();
    this.#objects.own(promise, id);
    const tag = EventKind.Group | (this.#sites.groupKind(site) << 4) | (site << 8);
    this.#ring.putGroup(clockMs(), tag, id, this.#members, this.#count);
  }

  #add(value: unknown, ms: number): void {
    const on = this.#objects.awaited(value, ms);
    if (on === 0) return;
    if (this.#count === this.#members.length) this.#grow();
    this.#members[this.#count++] = on === ON_UNKNOWN ? 0 : on;
  }

  #grow(): void {
    const members = new Uint32Array(this.#members.length * 2);
    for (let index = 0; index < this.#count; index++) members[index] = this.#members[index]!;
    this.#members = members;
  }
}
