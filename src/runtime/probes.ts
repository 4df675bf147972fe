/**
 * The probes: what instrumented code calls at every call, await and end. ARCHITECTURE.md says where each stands.
 *
 * They run inside the program, so each one
 * - returns what it was given, reads no property of it and calls nothing of the program's;
 * - never throws: a fault is counted as a lost event, and the program goes on. Near the end of the stack any call may
 *   throw RangeError, so what a probe changes it changes after its last call, and handlers call nothing;
 * - is on the stack only while it runs.
 *
 * Where the time goes, one call and one await on Node 26 (24 is alike), the fastest of many runs, clock floor (four
 * times `performance.now()`) 190 ns: the four calls, try and finally 24 ns; `promiseHooks.onInit` 65 (an empty hook
 * alone: 50); the stamp on the own promise 24; four records in the ring 18; the clock 42 each time.
 * Tried, and what it gave: reading the clock once for records between which nothing can run, −42 each (two of four for
 * a call of a function of the same file that only returns); 16 bytes a record instead of 24, −9; `process.hrtime` for
 * the clock, +3; a WeakMap for identity, +85; asking a call's own promise whether it is known before it gets its stamp,
 * +45 to +77; `Atomics.store` for each record, +40; the settled hook for ends, +150–250; async_hooks with promises on
 * Node 22, +170, so turns are off there. Hook and stamp are half of what is left: a promise that is awaited at once and that
 * nobody else sees would need neither, but no probe of the callee can know that.
 */
import { EventKind, Outcome, SiteKind } from "../format/spec.ts";
import type { Groups } from "./groups.ts";
import { isPromise } from "./intrinsics.ts";
import type { Objects } from "./objects.ts";
import type { PromiseWatch } from "./promise-watch.ts";
import { QuietClock } from "./quiet-clock.ts";
import { ON_UNKNOWN, type RingWriter } from "./ring.ts";
import { SettledWatch } from "./settled-watch.ts";
import type { SiteTable } from "./site-table.ts";
import { createStamp } from "./stamp.ts";
import { type Probes, State, Task } from "./task.ts";

const FULFILLED = EventKind.Resume | (Outcome.Fulfilled << 4);
const REJECTED = EventKind.Resume | (Outcome.Rejected << 4);
const UNKNOWN = EventKind.Resume | (Outcome.Unknown << 4);

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
  /** Stands for every call that could not be recorded. */
  const untraced = new Task(0, null);
  untraced.state = State.Ended;
  let current: Task | null = null;
  /** The task that gave control back last. */
  let lastLeft = 0;
  const clock = new QuietClock();
  const settled = new SettledWatch<Task>(endUnwrapped);
  /** Generators whose body is not wrapped. */
  const bare = createStamp<true>();

  function start(site: number, own: Promise<unknown> | null, prev: Task | null): Task {
    const id = objects.next();
    const parent = watch.hidden === null ? prev : (watch.requester() ?? prev);
    const task = new Task(id, prev);
    objects.own(own, id);
    // Taken: the next function to be called has another one, or none that is known.
    watch.own = null;
    if (parent === null) onRoot();
    ring.put(clock.now(), EventKind.Call | (site << 8), id, parent === null ? 0 : parent.id);
    current = task;
    return task;
  }

  function suspend(task: Task, site: number, state: State, value: unknown, on: number, ms: number): void {
    ring.put(ms, EventKind.Suspend | (site << 8), task.id, on);
    task.state = state;
    task.site = site;
    current = task.prev;
    task.prev = null;
    lastLeft = task.id;
    if (watch.hidden !== null) watch.passAwait(value);
  }

  /** The task runs though no probe has said so: `tag` says how its wait must have ended. */
  function resume(task: Task, ms: number, tag: number): void {
    ring.put(ms, tag, task.id, 0);
    task.state = State.Running;
    task.prev = null;
    current = task;
    if (watch.hidden === task) watch.hidden = null;
  }

  function end(task: Task, outcome: Outcome, ms: number): void {
    ring.put(ms, EventKind.End | (outcome << 4), task.id, 0);
    task.state = State.Ended;
    current = task.prev;
    task.prev = null;
    lastLeft = task.id;
  }

  /** The function's own promise, or a generator's for the request it is at, has settled. */
  function endUnwrapped(task: Task): void {
    try {
      // A `yield` answers a request, too.
      if (task.state === State.Ended || (task.state === State.Yielding && bare.read(task))) return;
      const wasCurrent = current === task;
      const before = current;
      const hasFailed = task.state === State.Awaiting && leftBy(task) === REJECTED;
      end(task, hasFailed ? Outcome.Rejected : Outcome.Unknown, clock.now());
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
    resume(task, clock.now(), tag);
    task.prev = prev;
  }

  function isAsked(): boolean {
    return current !== null || watch.requester() !== null;
  }

  function isAtYield(task: Task): boolean {
    return task.state === State.Yielding && sites.kind(task.site) === SiteKind.Yield;
  }

  /** An error has come out of what the task waited for. */
  function fail(task: Task): void {
    if (isAtYield(task)) goOn(task, REJECTED);
    else resume(task, clock.now(), REJECTED);
  }

  /** How a wait ended that no probe behind it has seen end: the task runs in a `finally`, a `catch` or a disposal. */
  function leftBy(task: Task): number {
    // A `return` of a generator gets there whether its promise was fulfilled or rejected.
    const isCertain = task.state === State.Awaiting && sites.kind(task.site) !== SiteKind.Return;
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
      clock.isQuiet = task.id !== 0;
      return task;
    },

    s<V>(task: Task, site: number, value: V): V {
      try {
        if (task.id === 0) return value;
        const ms = clock.now();
        if (task.state >= State.Awaiting) resume(task, ms, task.state === State.Awaiting ? REJECTED : FULFILLED);
        suspend(task, site, State.Awaiting, value, objects.awaited(value, ms), ms);
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
        const ms = lastLeft === id ? clock.last() : clock.now();
        if (task.state >= State.Awaiting) resume(task, ms, task.state === State.Awaiting ? REJECTED : FULFILLED);
        suspend(task, site, State.Awaiting, value, id ?? objects.unknown(value, ms), ms);
      } catch {
        ring.dropped += 1;
      }
      return value;
    },

    u<V>(task: Task, value: V): V {
      try {
        watch.forget();
        if (task.state >= State.Awaiting) resume(task, clock.now(), FULFILLED);
      } catch {
        ring.dropped += 1;
      }
      return value;
    },

    w<V>(task: Task, value: V): V {
      try {
        watch.forget();
        if (task.state < State.Awaiting) return value;
        resume(task, clock.now(), FULFILLED);
        clock.isQuiet = true;
      } catch {
        ring.dropped += 1;
      }
      return value;
    },

    x<V>(task: Task, error: V): V {
      try {
        if (task.state >= State.Awaiting) fail(task);
        if (task.id !== 0) task.state = State.Rejecting;
      } catch {
        ring.dropped += 1;
      }
      return error;
    },

    f(task: Task): void {
      try {
        if (task.id === 0) return;
        const ms = clock.now();
        const { state } = task;
        // An error would have passed `x`: a generator is closed at a `yield`, a loop by its body, or all is disposed of.
        if (state >= State.Awaiting) resume(task, ms, FULFILLED);
        end(task, state === State.Rejecting ? Outcome.Rejected : Outcome.Fulfilled, ms);
      } catch {
        ring.dropped += 1;
      }
    },

    c(task: Task): void {
      try {
        if (task.state >= State.Awaiting) fail(task);
        else clock.isQuiet = false;
      } catch {
        ring.dropped += 1;
      }
    },

    r<V>(task: Task, site: number, value: V): V {
      return typeof value === "object" && value !== null ? follow(task, site, value) : value;
    },

    o<V>(site: number, value: V): V {
      try {
        objects.made(site, value, watch, clock);
      } catch {
        ring.dropped += 1;
      }
      return value;
    },

    l(task: Task): void {
      try {
        if (task.state < State.Awaiting) {
          clock.isQuiet = false;
          return;
        }
        // A `return()` waits for its value first, and nobody runs when it gets here.
        if (isAtYield(task) && isAsked()) goOn(task, REJECTED);
        else resume(task, clock.now(), leftBy(task));
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
        const ms = clock.now();
        if (task.state >= State.Awaiting) resume(task, ms, FULFILLED);
        suspend(task, site, State.Yielding, value, objects.awaited(value, ms), ms);
      } catch {
        ring.dropped += 1;
      }
      return value;
    },

    v<V>(task: Task, value: V): V {
      try {
        if (task.state < State.Awaiting) return value;
        goOn(task, FULFILLED);
      } catch {
        ring.dropped += 1;
      }
      return value;
    },

    i<V>(task: Task, site: number, iterable: V): V {
      waitHidden(task, site, State.Iterating);
      return iterable;
    },

    b(task: Task): void {
      try {
        watch.forget();
        if (task.state >= State.Awaiting) resume(task, clock.now(), FULFILLED);
      } catch {
        ring.dropped += 1;
      }
    },

    n(task: Task, site: number): void {
      waitHidden(task, site, State.Iterating);
    },

    z(task: Task): void {
      probes.b(task, 0);
    },

    j(task: Task): Disposable {
      return new Disposer(() => probes.l(task));
    },

    k(task: Task, site: number): Disposable {
      return new Disposer(() => waitHidden(task, site, State.Yielding));
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
      const on = objects.awaited(value, isNew ? clock.now() : ring.anyMs);
      if (on !== 0) ring.put(ring.anyMs, EventKind.Follows | (site << 8), task.id, on);
    } catch {
      ring.dropped += 1;
    }
    return value;
  }

  function waitHidden(task: Task, site: number, state: State): void {
    try {
      if (task.id === 0) return;
      const ms = clock.now();
      if (task.state >= State.Awaiting) resume(task, ms, leftBy(task));
      ring.put(ms, EventKind.Suspend | (site << 8), task.id, ON_UNKNOWN);
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
    savedReadings: () => clock.saved,
    reset() {
      current = null;
      clock.isQuiet = false;
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
