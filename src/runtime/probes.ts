/**
 * The probes: what instrumented code calls at every call, await and end. ARCHITECTURE.md says where each stands.
 *
 * They run inside the program, so each one
 * - returns what it was given, reads no property of it and calls nothing of the program's;
 * - never throws: a fault is counted as a lost event, and the program goes on. Near the end of the stack any call may
 *   throw RangeError, so what a probe changes it changes after its last call, and handlers call nothing;
 * - is on the stack only while it runs.
 *
 * Where the time goes, one call and one await on Node 24 and 26, the fastest of many runs, clock floor (four times
 * `performance.now()`) 192 ns: 250 to 280 ns are added, of which the clock takes 35 to 40 each time, two or four times;
 * `promiseHooks.onInit` 65 (an empty hook alone: 50); the stamp on the own promise 20; the rest are the five calls, their
 * try and finally, and four records.
 * Tried, and what it gave: reading the clock once for records between which nothing can run, −40 each (two of four for
 * a call of a function of the same file that only returns); closures over constants for classes whose fields and modules
 * whose variables the engine looks up and checks at each use, −60 to −90 (with the clock of `clock.ts`); 16 bytes a record
 * instead of 24, −9; a WeakMap for identity, +85; asking a call's own promise whether it is known before it gets its stamp,
 * +45 to +77; `Atomics.store` for each record, +40; the settled hook for ends, +150–250; async_hooks with promises on
 * Node 22, +170, so turns are off there. A promise that is awaited at once and that nobody else sees would need neither hook
 * nor stamp, but no probe of the callee can know that.
 */
import { EventKind, Outcome, SiteKind } from "../format/spec.ts";
import { readClock } from "./clock.ts";
import type { Groups } from "./groups.ts";
import { isPromise } from "./intrinsics.ts";
import type { Objects } from "./objects.ts";
import type { PromiseWatch } from "./promise-watch.ts";
import type { RingWriter } from "./ring.ts";
import { ON_UNKNOWN } from "./ring-memory.ts";
import { SettledWatch } from "./settled-watch.ts";
import type { SiteTable } from "./site-table.ts";
import { createStamp } from "./stamp.ts";
import { type Probes, State, Task } from "./task.ts";

export interface ProbeParts {
  /** A task without a parent is about to be recorded. Throws nothing but at the end of the stack. */
  readonly onRoot: () => unknown;
  readonly ring: RingWriter;
  readonly objects: Objects;
  readonly groups: Groups;
  readonly watch: PromiseWatch;
  readonly sites: SiteTable;
}

export interface ProbesOfThread {
  readonly probes: Probes;
  /** To be called when a turn begins: then no task is running. */
  reset(): void;
  /** The task that runs; 0 for none. */
  running(): number;
  /** How often the clock need not be read. */
  savedReadings(): number;
}

export function createProbes(parts: ProbeParts): ProbesOfThread {
  const { ring, objects, groups, watch, sites, onRoot } = parts;
  // Constants of a function are known to the engine; those of a module are variables once it is in a bundle.
  const { Running, Rejecting, Ended, Awaiting, Iterating, Yielding } = State;
  const { Fulfilled, Rejected, Unknown } = Outcome;
  const { Call, Suspend, Resume, End, Follows } = EventKind;
  const FULFILLED = Resume | (Fulfilled << 4);
  const REJECTED = Resume | (Rejected << 4);
  const UNKNOWN = Resume | (Unknown << 4);
  const { put } = ring;
  /** Stands for every call that could not be recorded. */
  const untraced = new Task(0, null);
  untraced.state = Ended;
  let current: Task | null = null;
  /** The task that gave control back last. */
  let lastLeft = 0;
  /** Nothing of the program runs before the next probe, whichever it is: also one that an error leads to. */
  let isQuiet = false;
  /** Readings of the clock that were not needed. */
  let saved = 0;
  const settled = new SettledWatch<Task>(endUnwrapped);
  /** Generators whose body is not wrapped. */
  const bare = createStamp<true>();

  /** Reads the clock, but once for two probes when nothing of the program can have run in between. */
  function read(): void {
    if (isQuiet) {
      isQuiet = false;
      saved += 1;
    } else readClock();
  }

  function start(site: number, own: Promise<unknown> | null, prev: Task | null): Task {
    const id = objects.next();
    const parent = watch.hidden === null ? prev : (watch.requester() ?? prev);
    const task = new Task(id, prev);
    objects.own(own, id);
    // Taken: the next function to be called has another one, or none that is known.
    watch.own = null;
    if (parent === null) onRoot();
    read();
    put(Call | (site << 8), id, parent === null ? 0 : parent.id);
    current = task;
    return task;
  }

  function suspend(task: Task, site: number, state: State, value: unknown, on: number): void {
    put(Suspend | (site << 8), task.id, on);
    task.state = state;
    task.site = site;
    current = task.prev;
    task.prev = null;
    lastLeft = task.id;
    if (watch.hidden !== null) watch.passAwait(value);
  }

  /** The task runs though no probe has said so: `tag` says how its wait must have ended. */
  function resume(task: Task, tag: number): void {
    put(tag, task.id, 0);
    task.state = Running;
    task.prev = null;
    current = task;
    if (watch.hidden === task) watch.hidden = null;
  }

  function readAndResume(task: Task, tag: number): void {
    read();
    resume(task, tag);
  }

  function end(task: Task, outcome: Outcome): void {
    put(End | (outcome << 4), task.id, 0);
    task.state = Ended;
    current = task.prev;
    task.prev = null;
    lastLeft = task.id;
  }

  /** The function's own promise, or a generator's for the request it is at, has settled. */
  function endUnwrapped(task: Task): void {
    try {
      // A `yield` answers a request, too.
      if (task.state === Ended || (task.state === Yielding && bare.read(task))) return;
      const wasCurrent = current === task;
      const before = current;
      const hasFailed = task.state === Awaiting && leftBy(task) === REJECTED;
      read();
      end(task, hasFailed ? Rejected : Unknown);
      if (!wasCurrent) current = before;
    } catch {
      ring.dropped += 1;
    }
  }

  /**
   * A generator goes on behind a `yield`. It does so within the call of `next()` or `throw()` if somebody runs who can have
   * called: then the last promise made is that request's, and control goes back there. A request that was queued while the
   * generator ran is answered when nobody runs, and its promise stays unknown; so does one of code that is not traced, for
   * it looks the same.
   */
  function goOn(task: Task, tag: number): void {
    const { own } = watch;
    const prev = current;
    if (own !== null && isAsked()) {
      objects.own(own, task.id);
      watch.own = null;
      if (bare.read(task)) settled.watch(own, task);
    }
    read();
    resume(task, tag);
    task.prev = prev;
  }

  function isAsked(): boolean {
    return current !== null || watch.requester() !== null;
  }

  function isAtYield(task: Task): boolean {
    return task.state === Yielding && sites.kind(task.site) === SiteKind.Yield;
  }

  /** An error has come out of what the task waited for. */
  function fail(task: Task): void {
    if (isAtYield(task)) goOn(task, REJECTED);
    else readAndResume(task, REJECTED);
  }

  /** How a wait ended that no probe behind it has seen end: the task runs in a `finally`, a `catch` or a disposal. */
  function leftBy(task: Task): number {
    // A `return` of a generator gets there whether its promise was fulfilled or rejected.
    const isCertain = task.state === Awaiting && sites.kind(task.site) !== SiteKind.Return;
    return isCertain ? REJECTED : UNKNOWN;
  }

  const probes: Probes = {
    __proto__: null,

    e(site: number): Task {
      try {
        return start(site, watch.own, current);
      } catch {
        ring.dropped += 1;
        return untraced;
      }
    },

    h(site: number): Task {
      const task = probes.e(site);
      isQuiet = task.id !== 0;
      return task;
    },

    s<V>(task: Task, site: number, value: V): V {
      try {
        if (task.id === 0) return value;
        read();
        if (task.state >= Awaiting) resume(task, task.state === Awaiting ? REJECTED : FULFILLED);
        suspend(task, site, Awaiting, value, objects.awaited(value));
      } catch {
        ring.dropped += 1;
      }
      return value;
    },

    d<V>(task: Task, site: number, value: V): V {
      try {
        if (task.id === 0) return value;
        // The function that was called is the last that ran, and nothing runs between its leaving and this.
        const id = objects.idOf(value);
        if (lastLeft === id) saved += 1;
        else read();
        if (task.state >= Awaiting) resume(task, task.state === Awaiting ? REJECTED : FULFILLED);
        suspend(task, site, Awaiting, value, id ?? objects.unknown(value));
      } catch {
        ring.dropped += 1;
      }
      return value;
    },

    u<V>(task: Task, value: V): V {
      try {
        watch.forget();
        if (task.state >= Awaiting) readAndResume(task, FULFILLED);
      } catch {
        ring.dropped += 1;
      }
      return value;
    },

    w<V>(task: Task, value: V): V {
      try {
        watch.forget();
        if (task.state < Awaiting) return value;
        readAndResume(task, FULFILLED);
        isQuiet = true;
      } catch {
        ring.dropped += 1;
      }
      return value;
    },

    x<V>(task: Task, error: V): V {
      try {
        if (task.state >= Awaiting) fail(task);
        if (task.id !== 0) task.state = Rejecting;
      } catch {
        ring.dropped += 1;
      }
      return error;
    },

    f(task: Task): void {
      try {
        if (task.id === 0) return;
        read();
        const { state } = task;
        // An error would have passed `x`: a generator is closed at a `yield`, a loop by its body, or all is disposed of.
        if (state >= Awaiting) resume(task, FULFILLED);
        end(task, state === Rejecting ? Rejected : Fulfilled);
      } catch {
        ring.dropped += 1;
      }
    },

    c(task: Task): void {
      try {
        if (task.state >= Awaiting) fail(task);
        else isQuiet = false;
      } catch {
        ring.dropped += 1;
      }
    },

    r<V>(task: Task, site: number, value: V): V {
      return typeof value === "object" && value !== null ? follow(task, site, value) : value;
    },

    o<V>(site: number, value: V): V {
      try {
        objects.made(site, value, watch, read);
      } catch {
        ring.dropped += 1;
      }
      return value;
    },

    l(task: Task): void {
      try {
        if (task.state < Awaiting) {
          isQuiet = false;
          return;
        }
        // A `return()` waits for its value first, and nobody runs when it gets here.
        if (isAtYield(task) && isAsked()) goOn(task, REJECTED);
        else readAndResume(task, leftBy(task));
      } catch {
        ring.dropped += 1;
      }
    },

    E(site: number): Task {
      try {
        const { own } = watch;
        const task = start(site, own, current);
        if (own !== null) settled.watch(own, task);
        return task;
      } catch {
        ring.dropped += 1;
        return untraced;
      }
    },

    g(site: number): Task {
      try {
        return start(site, watch.own, current);
      } catch {
        ring.dropped += 1;
        return untraced;
      }
    },

    G(site: number): Task {
      try {
        const { own } = watch;
        const task = start(site, own, current);
        if (own === null) return task;
        bare.write(task, true);
        settled.watch(own, task);
        return task;
      } catch {
        ring.dropped += 1;
        return untraced;
      }
    },

    t(site: number): Task {
      try {
        return start(site, null, null);
      } catch {
        ring.dropped += 1;
        return untraced;
      }
    },

    y<V>(task: Task, site: number, value: V): V {
      try {
        if (task.id === 0) return value;
        read();
        if (task.state >= Awaiting) resume(task, FULFILLED);
        suspend(task, site, Yielding, value, objects.awaited(value));
      } catch {
        ring.dropped += 1;
      }
      return value;
    },

    v<V>(task: Task, value: V): V {
      try {
        if (task.state < Awaiting) return value;
        goOn(task, FULFILLED);
      } catch {
        ring.dropped += 1;
      }
      return value;
    },

    i<V>(task: Task, site: number, iterable: V): V {
      waitHidden(task, site, Iterating);
      return iterable;
    },

    b(task: Task): void {
      try {
        watch.forget();
        if (task.state >= Awaiting) readAndResume(task, FULFILLED);
      } catch {
        ring.dropped += 1;
      }
    },

    n(task: Task, site: number): void {
      waitHidden(task, site, Iterating);
    },

    z(task: Task): void {
      probes.b(task, 0);
    },

    j(task: Task): Disposable {
      return new Disposer(() => probes.l(task));
    },

    k(task: Task, site: number): Disposable {
      return new Disposer(() => waitHidden(task, site, Yielding));
    },

    p(): Promise<unknown> | null {
      return watch.own;
    },

    q<V>(own: Promise<unknown> | null, value: V): V {
      watch.own = own;
      return value;
    },

    m<V>(iterable: V): V {
      try {
        groups.remember(iterable);
      } catch {
        ring.dropped += 1;
      }
      return iterable;
    },

    a<V>(site: number, promise: V): V {
      try {
        groups.record(site, promise);
      } catch {
        ring.dropped += 1;
      }
      return promise;
    },
  } as Probes & { __proto__: null };

  /** The task returns an object: if that is a promise, its own will follow it. Not on the path of other values. */
  function follow<V extends object>(task: Task, site: number, value: V): V {
    try {
      if (task.id === 0) return value;
      const isNew = isPromise(value) && objects.idOf(value) === undefined;
      if (isNew) read();
      const on = objects.awaited(value);
      if (on !== 0) put(Follows | (site << 8), task.id, on);
    } catch {
      ring.dropped += 1;
    }
    return value;
  }

  function waitHidden(task: Task, site: number, state: State): void {
    try {
      if (task.id === 0) return;
      read();
      if (task.state >= Awaiting) resume(task, leftBy(task));
      put(Suspend | (site << 8), task.id, ON_UNKNOWN);
      task.state = state;
      task.site = site;
      current = task.prev;
      task.prev = null;
      watch.expectHidden(task);
    } catch {
      ring.dropped += 1;
    }
  }

  return {
    probes: Object.freeze(probes),
    running: () => (current === null ? 0 : current.id),
    savedReadings: () => saved,
    reset() {
      current = null;
      isQuiet = false;
      watch.forget();
      groups.forget();
    },
  };
}

class Disposer implements Disposable {
  readonly #dispose: () => void;
  constructor(dispose: () => void) {
    this.#dispose = dispose;
  }
  [Symbol.dispose](): void {
    this.#dispose();
  }
}
