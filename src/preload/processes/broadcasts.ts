/**
 * Which message of a `BroadcastChannel` is which. All channels of one name in a process are a group; what goes into one comes out of all
 * others that have joined by then, in any thread, in one order for all of them. A message must not carry anything of ours, so
 * its number is its place in that order, counted on both sides.
 *
 * Who sends or joins keeps the others of the group waiting, as Node itself does for most of that time; but for 20 ms at most, and once, since
 * a thread that is terminated would hold the lock for ever. So a sender says that a message begins to go in, and that it is in. Those
 * that were in before it began are ahead of it, those that begin after it is in are behind it: where nobody else was sending meanwhile
 * that is one place, and else a range, of which nobody can tell more: such a message is not linked, and those after it are again. Where
 * places can no longer be told, as when a message was refused while others went in, nothing more of the name is linked.
 */
import { asIntN, atomics } from "../../runtime/intrinsics.ts";
import { patiently } from "../../runtime/patience.ts";
import { contentKey } from "../loading/content-key.ts";

/** Names of channels in a process that are told apart; those beyond are not counted. */
const GROUPS = 64;
const GROUP_WORDS = 6;
/** Words of a group, of which the first two are the hash of its name. */
const Word = { begun: 2, sent: 3, broken: 4, lock: 5 } as const;
/** A lock that is not held by a thread; of one that was not given back in time there is no use until it is. */
const Lock = { Free: 0, Late: -1 } as const;
const LOCK_PATIENCE_MS = 20;
/** Numbers have 32 bits. */
const MOST_PLACES = 2 ** 32 / GROUPS - 1;

/** The word behind the groups: a thread that is not traced may send to any of them. */
const ALL_BROKEN = GROUPS * GROUP_WORDS;
export const BROADCAST_BYTES: number = (ALL_BROKEN + 2) * 4;

/** The places, from 1, among which some messages are: as many as there are places where these are known. */
export interface Places {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

export class Broadcasts {
  readonly #words: Int32Array;
  readonly #hashes: BigInt64Array;
  readonly #thread: number;

  /** `memory` is shared by all threads of the process, from `at` on; `thread` is a number above 0 that no other thread has. */
  constructor(memory: SharedArrayBuffer, at: number, thread: number) {
    this.#words = new Int32Array(memory, at, BROADCAST_BYTES / 4);
    this.#hashes = new BigInt64Array(memory, at, BROADCAST_BYTES / 8);
    this.#thread = thread;
  }

  /** From now on a thread may send whose messages are not counted. */
  breakAll(): void {
    atomics.store(this.#words, ALL_BROKEN, 1);
  }

  /** Null where too many names are in use. */
  group(name: string): BroadcastGroup | null {
    const hash = hashOf(name);
    for (let group = 0; group < GROUPS; group++) {
      const found = Atomics.compareExchange(this.#hashes, (group * GROUP_WORDS) / 2, 0n, hash);
      if (found === 0n || found === hash) return new BroadcastGroup(this.#words, group, this.#thread);
    }
    return null;
  }
}

export class BroadcastGroup {
  readonly #words: Int32Array;
  readonly #group: number;
  readonly #at: number;
  readonly #thread: number;

  constructor(words: Int32Array, group: number, thread: number) {
    this.#words = words;
    this.#group = group;
    this.#at = group * GROUP_WORDS;
    this.#thread = thread;
  }

  /** The number in the whole process of a message at a place in this group's order; 0 for what can have none. */
  numberOf(place: number): number {
    return place <= MOST_PLACES ? place * GROUPS + this.#group : 0;
  }

  /** Messages that began to go in so far. */
  get begun(): number {
    return this.#load(Word.begun);
  }

  /** Messages that are in. */
  get sent(): number {
    return this.#load(Word.sent);
  }

  /** Someone's messages are not counted: nothing can be said of this group's any more. */
  get isBroken(): boolean {
    return this.#load(Word.broken) !== 0 || atomics.load(this.#words, ALL_BROKEN) !== 0;
  }

  break(): void {
    atomics.store(this.#words, this.#at + Word.broken, 1);
  }

  /** A message begins to go in. What is returned is to be called once it is, and says where; null for one that could not be sent. */
  begin(): (isSent: boolean) => Places | null {
    const unlock = this.lock();
    const before = this.sent;
    const begun = atomics.add(this.#words, this.#at + Word.begun, 1) + 1;
    return (isSent) => {
      if (!isSent) this.#takeBack(begun);
      else atomics.add(this.#words, this.#at + Word.sent, 1);
      const last = this.begun;
      unlock();
      return isSent ? { first: before + 1, last, count: 1 } : null;
    };
  }

  /** Waits for whoever sends or joins, if this thread does not itself, and keeps the others waiting until what is returned is called. */
  lock(): () => void {
    const [words, lock] = [this.#words, this.#at + Word.lock];
    let holder: number = Lock.Free;
    const attempt = () => {
      holder = atomics.compareExchange(words, lock, Lock.Free, this.#thread);
      return holder === Lock.Free || holder === Lock.Late || holder === this.#thread;
    };
    if (!patiently(words, lock, LOCK_PATIENCE_MS, attempt)) atomics.compareExchange(words, lock, holder, Lock.Late);
    return holder === Lock.Free ? this.#unlock : nothing;
  }

  readonly #unlock = (): void => {
    atomics.store(this.#words, this.#at + Word.lock, Lock.Free);
    atomics.notify(this.#words, this.#at + Word.lock);
  };

  #takeBack(begun: number): void {
    if (atomics.compareExchange(this.#words, this.#at + Word.begun, begun, begun - 1) !== begun) this.break();
  }

  #load(word: number): number {
    return atomics.load(this.#words, this.#at + word);
  }
}

/** One channel of a group, as far as it got in the group's order. */
export class BroadcastMember {
  readonly #group: BroadcastGroup;
  /** The place of the last message that came out of it, but for those of its own that it is not sure to be behind. */
  #at: number;
  #isLost: boolean;
  /** Its own messages do not come out of it. */
  #own: Places[] = [];

  /** It joined when `sent` messages were in, and some time later `begun` had begun to. */
  constructor(group: BroadcastGroup, sent: number, begun: number) {
    this.#group = group;
    this.#at = sent;
    this.#isLost = sent !== begun;
  }

  /** Returns the number of a message of its own; 0 where that is not known. */
  sent(places: Places): number {
    if (this.#group.isBroken) return 0;
    if (!this.#isLost) this.#addOwn(places);
    return isKnown(places) ? this.#group.numberOf(places.first) : 0;
  }

  /** One that only sends keeps no more than this. */
  #addOwn(places: Places): void {
    const before = this.#own.at(-1);
    if (before === undefined || !isKnown(before) || !isKnown(places) || before.last + 1 !== places.first) {
      this.#own.push(places);
      return;
    }
    this.#own[this.#own.length - 1] = { first: before.first, last: places.last, count: before.count + 1 };
  }

  /** Returns the number of the next message that comes out of it; 0 where that is not known. */
  receive(): number {
    if (this.#isLost || this.#group.isBroken) return 0;
    this.#at += 1;
    this.#passOwn();
    // A thread that is not traced sends, too.
    if (this.#at > this.#group.begun) this.#group.break();
    if (this.#group.isBroken) return 0;
    return this.#own.length > 0 && this.#own[0]!.first <= this.#at ? 0 : this.#group.numberOf(this.#at);
  }

  #passOwn(): void {
    let passed = 0;
    for (; passed < this.#own.length; passed++) {
      const own = this.#own[passed]!;
      if ((isKnown(own) ? own.first : own.last) > this.#at) break;
      this.#at += own.count;
    }
    if (passed > 0) this.#own = this.#own.slice(passed);
  }
}

function isKnown({ first, last, count }: Places): boolean {
  return last - first + 1 === count;
}

function nothing(): void {}

/** 64 bits, never 0. */
function hashOf(name: string): bigint {
  return asIntN(64, toBigInt(`0x${contentKey(name, "").slice(0, 16)}`) | 1n);
}

const toBigInt = BigInt;
