import { EventKind } from "../format/spec.ts";
import { readClock } from "./clock.ts";
import { GroupWatch } from "./group-watch.ts";
import { forEachOf, getOwnPropertyDescriptor, isPromise, isSet } from "./intrinsics.ts";
import { isPlain, isQuiet } from "./iterables.ts";
import type { Objects } from "./objects.ts";
import type { RingWriter } from "./ring.ts";
import { ON_UNKNOWN } from "./ring-memory.ts";
import type { SiteTable } from "./site-table.ts";

/**
 * Members of the combinators that are being called: what `m` saw, for the `a` that follows. Between the two runs the
 * combinator itself, which calls the iterator of what it was given. That of an array or Set is the platform's, and another
 * combinator may only come from a thenable; both then stay unknown, since the first may as well have thrown. For all else
 * there is the {@link GroupWatch}, which tells apart any number of combinators inside each other.
 */
export class Groups {
  #members = new Uint32Array(64);
  #count = 0;
  #isOpen = false;
  #isKnown = false;
  readonly #watch = new GroupWatch();
  readonly #ring: RingWriter;
  readonly #objects: Objects;
  readonly #sites: SiteTable;

  constructor(ring: RingWriter, objects: Objects, sites: SiteTable) {
    this.#ring = ring;
    this.#objects = objects;
    this.#sites = sites;
  }

  /** Takes down the members where looking at them shows nothing to the program: the elements of an array or Set. */
  remember(iterable: unknown): void {
    const isInside = this.#isOpen;
    this.#isOpen = false;
    this.#isKnown = false;
    if (this.#watch.isOn || !isPlain(iterable)) {
      this.#watch.open(isQuiet(iterable));
      return;
    }
    this.#isOpen = true;
    this.#count = 0;
    if (isInside) return;
    readClock();
    if (isSet(iterable)) forEachOf(iterable, (member) => this.#add(member));
    else for (let index = 0; index < iterable.length; index++) this.#addElement(iterable, index);
    this.#isKnown = true;
  }

  record(site: number, promise: unknown): void {
    if (this.#watch.isOn) {
      if (!this.#takeWatched(promise)) return;
    } else {
      const isKnown = this.#isKnown;
      this.#isOpen = false;
      this.#isKnown = false;
      if (!isKnown) return;
    }
    if (!isPromise(promise)) return;
    const id = this.#objects.next();
    this.#objects.own(promise, id);
    const tag = EventKind.Group | (this.#sites.groupKind(site) << 4) | (site << 8);
    readClock();
    this.#ring.putGroup(tag, id, this.#members, this.#count);
  }

  /** No code of the program runs any more that a combinator could have been called by. */
  forget(): void {
    this.#isOpen = false;
    if (this.#watch.isOn) this.#watch.stop();
  }

  #takeWatched(promise: unknown): boolean {
    const members = this.#watch.close(promise);
    if (members === undefined) return false;
    readClock();
    this.#count = 0;
    for (let index = 0; index < members.length; index++) {
      const member = members[index]!;
      if (member === null) this.#put(0);
      else this.#add(member);
    }
    return true;
  }

  #addElement(array: readonly unknown[], index: number): void {
    const element = getOwnPropertyDescriptor(array, index);
    if (element?.get !== undefined) this.#put(0);
    else this.#add(element?.value);
  }

  #add(value: unknown): void {
    const on = this.#objects.awaited(value);
    if (on !== 0) this.#put(on === ON_UNKNOWN ? 0 : on);
  }

  #put(member: number): void {
    if (this.#count === this.#members.length) this.#grow();
    this.#members[this.#count++] = member;
  }

  #grow(): void {
    const members = new Uint32Array(this.#members.length * 2);
    for (let index = 0; index < this.#count; index++) members[index] = this.#members[index]!;
    this.#members = members;
  }
}
