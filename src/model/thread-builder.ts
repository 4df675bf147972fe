import { IdMap } from "../base/id-map.ts";
import type { EventSink } from "../format/decode.ts";
import {
  MessageFlag,
  type NamesRecord,
  Outcome,
  SiteKind,
  type SitesRecord,
  type StarterRecord,
  type StartRecord,
  TICKS_PER_MS,
} from "../format/spec.ts";
import type { Links, Moment } from "./links.ts";
import { LoopTracker } from "./loop-tracker.ts";
import type { Names } from "./names.ts";
import { OpenRows } from "./open-rows.ts";
import type { Sites } from "./sites.ts";
import type { Tables } from "./tables.ts";
import { OnKind, TaskMark } from "./types.ts";

/** What all threads of a trace write to. */
export interface Shared {
  readonly tables: Tables;
  readonly sites: Sites;
  readonly names: Names;
  readonly links: Links;
}

/**
 * Turns one thread's events into rows. Tasks, groups and futures share one space of ids per thread; `#objects` maps
 * an id to `row * 4 + OnKind`.
 *
 * Losses: {@link lose} closes all that is open as Unknown at the last moment it was heard of. A task that is heard of
 * again is open again, marked; a task never heard of before begins where it is first heard of, marked.
 */
export class ThreadBuilder implements EventSink {
  readonly #shared: Shared;
  readonly #thread: number;
  readonly #start: StartRecord;
  readonly #loop: LoopTracker;
  readonly #openTasks: OpenRows;
  readonly #openFutures: OpenRows;
  readonly #objects = new IdMap();
  readonly #siteOf = new IdMap();
  readonly #nameOf = new IdMap();
  /** What to add to the thread's clock to get the trace's time; whole ticks, so that durations stay exact. */
  #offsetTicks: number | null;
  #baseTicks = 0;
  #lastTicks = 0;

  /** `clockAtZeroMs`: what the thread's own clock showed at the trace's start; null puts its first event there. */
  constructor(shared: Shared, thread: number, start: StartRecord, clockAtZeroMs: number | null) {
    this.#shared = shared;
    this.#thread = thread;
    this.#start = start;
    this.#offsetTicks = clockAtZeroMs === null ? null : -toTicks(clockAtZeroMs);
    const { tasks, futures, turns } = shared.tables;
    this.#loop = new LoopTracker(thread, tasks, turns);
    this.#openTasks = new OpenRows((row) => tasks.isOpen(row));
    this.#openFutures = new OpenRows((row) => futures.isOpen(row));
  }

  /** Time of the last event, milliseconds from the trace's start. */
  get lastMs(): number {
    return this.#lastTicks / TICKS_PER_MS;
  }

  /** The trace's start moved by so much into the past. */
  shift(byMs: number): void {
    const ticks = toTicks(byMs);
    if (this.#offsetTicks !== null) this.#offsetTicks += ticks;
    this.#lastTicks += ticks;
    this.#loop.shift(byMs);
  }

  /** The thread still lived at `clockMs` of its own clock. */
  aliveAt(clockMs: number): void {
    this.begin(clockMs);
    this.#now(0);
  }

  addSites(record: SitesRecord): void {
    const rows = this.#shared.sites.add(record);
    rows.forEach((row, at) => {
      this.#siteOf.set(record.firstSite + at, row);
    });
  }

  addNames(record: NamesRecord): void {
    record.names.forEach((name, at) => {
      this.#nameOf.set(record.firstName + at, this.#shared.names.intern(name));
    });
  }

  /** Events of this thread are missing between the last one and the next. */
  lose(): void {
    const { tasks, futures } = this.#shared.tables;
    const nowMs = this.lastMs;
    this.#openTasks.drain((task) => {
      if (this.#isWaiting(task)) this.#endAwait(task, nowMs, Outcome.Unknown, -1);
      tasks.outcome[task] = Outcome.Unknown;
      tasks.endMs[task] = nowMs;
      tasks.marks[task]! |= TaskMark.Incomplete;
    });
    this.#openFutures.drain((future) => {
      futures.outcome[future] = Outcome.Unknown;
      futures.endMs[future] = nowMs;
    });
    this.#loop.lose();
  }

  // ---- EventSink ----

  begin(baseMs: number): void {
    const ticks = toTicks(baseMs);
    this.#offsetTicks ??= -ticks;
    this.#baseTicks = ticks + this.#offsetTicks;
  }

  call(ticks: number, id: number, site: number, parent: number): void {
    const nowMs = this.#now(ticks);
    const parentRow = parent === 0 ? -1 : this.#known(parent, nowMs);
    const row = this.#shared.tables.tasks.add(this.#thread, this.#site(site, SiteKind.Function), parentRow, nowMs);
    this.#objects.set(id, row * 4 + OnKind.Task);
    this.#openTasks.add(row);
    this.#loop.enter(row, nowMs);
  }

  end(ticks: number, id: number, outcome: number): void {
    const nowMs = this.#now(ticks);
    const { tasks } = this.#shared.tables;
    const task = this.#find(id, OnKind.Task);
    if (task < 0 || !canChange(tasks.outcome[task]!)) return;
    // A generator that is closed while it waits at a `yield` ends without having been resumed.
    if (this.#isWaiting(task)) this.#endAwait(task, nowMs, ended(outcome), this.#loop.turn);
    tasks.outcome[task] = ended(outcome);
    tasks.endMs[task] = nowMs;
    this.#loop.leave(task, nowMs);
  }

  suspend(ticks: number, id: number, site: number, on: number): void {
    const nowMs = this.#now(ticks);
    const { tasks, awaits } = this.#shared.tables;
    const task = this.#known(id, nowMs);
    if (task < 0) return;
    this.#loop.leave(task, nowMs);
    if (this.#isWaiting(task)) this.#endAwait(task, nowMs, Outcome.Unknown, -1);
    const siteRow = this.#site(site, SiteKind.Await);
    if (tasks.marks[task]! & TaskMark.KnownFromHere) this.#learnFunction(task, siteRow);
    const row = awaits.add(task, siteRow, nowMs);
    this.#waitOn(row, on);
    const last = tasks.lastAwait[task]!;
    if (last < 0) tasks.firstAwait[task] = row;
    else awaits.next[last] = row;
    tasks.lastAwait[task] = row;
  }

  resume(ticks: number, id: number, outcome: number): void {
    const nowMs = this.#now(ticks);
    const task = this.#known(id, nowMs);
    if (task < 0) return;
    const wasWaiting = this.#isWaiting(task);
    if (this.#loop.depth > 0 && !this.#resumesInside(task)) this.#loop.clear();
    this.#loop.enter(task, nowMs);
    if (wasWaiting) this.#endAwait(task, nowMs, ended(outcome), this.#loop.turn);
  }

  turn(ticks: number, type: number): void {
    const nowMs = this.#now(ticks);
    const name = this.#nameOf.get(type);
    this.#loop.startTurn(name < 0 ? this.#shared.names.intern("") : name, nowMs);
  }

  turnEnd(ticks: number): void {
    this.#loop.endCallback(this.#now(ticks));
  }

  group(ticks: number, id: number, site: number, kind: number, members: Int32Array, count: number): void {
    const nowMs = this.#now(ticks);
    const { groups } = this.#shared.tables;
    const row = groups.add(this.#thread, this.#site(site, SiteKind.Combinator), kind, nowMs);
    this.#objects.set(id, row * 4 + OnKind.Group);
    for (let at = 0; at < count; at++) {
      const object = this.#objects.get(members[at]!);
      if (object < 0) groups.addMember(row, OnKind.Unknown, -1);
      else groups.addMember(row, (object & 3) as OnKind, object >> 2);
    }
  }

  future(ticks: number, id: number, site: number): void {
    const nowMs = this.#now(ticks);
    const siteRow = site === 0 ? -1 : this.#site(site, SiteKind.Await);
    const row = this.#shared.tables.futures.add(this.#thread, siteRow, nowMs);
    this.#objects.set(id, row * 4 + OnKind.Future);
    this.#openFutures.add(row);
  }

  settle(ticks: number, id: number, outcome: number): void {
    const nowMs = this.#now(ticks);
    const { futures } = this.#shared.tables;
    const future = this.#find(id, OnKind.Future);
    if (future < 0 || !canChange(futures.outcome[future]!)) return;
    futures.outcome[future] = ended(outcome);
    futures.endMs[future] = nowMs;
  }

  waitsOn(_ticks: number, id: number, on: number): void {
    const task = this.#find(id, OnKind.Task);
    if (task < 0 || !this.#isWaiting(task)) return;
    this.#waitOn(this.#shared.tables.tasks.lastAwait[task]!, on);
  }

  message(ticks: number, flags: number, channel: number, number: number): void {
    if ((flags & MessageFlag.Received) !== 0) this.#loop.touch(this.#now(ticks));
    const now = this.#moment(ticks);
    const key = (flags & MessageFlag.Ipc) === 0 ? `${this.#start.pid}:${channel}` : this.#ipcChannel(channel);
    if (key !== null) this.#shared.links.message(flags, key, number, now);
  }

  started(ticks: number, kind: number, number: number): void {
    const { pid, thread } = this.#start;
    this.#shared.links.started(kind, { pid, thread, number }, this.#moment(ticks));
  }

  // ----

  #moment(ticks: number): Moment {
    const ms = this.#now(ticks);
    return { thread: this.#thread, task: this.#loop.running, turn: this.#loop.turn, ms };
  }

  /** The same for the process that started the other and for that one; null where a start was lost. */
  #ipcChannel(channel: number): string | null {
    const number = Math.floor(channel / 2);
    const { pid, thread, startedBy } = this.#start;
    const starter: StarterRecord | null = number === 0 ? (startedBy ?? null) : { pid, thread, number };
    return starter === null ? null : `ipc ${starter.pid}:${starter.thread}:${starter.number}/${channel % 2}`;
  }

  /** Damage or a clock set back must not make durations negative. */
  #now(ticks: number): number {
    const now = this.#baseTicks + ticks;
    if (now > this.#lastTicks) this.#lastTicks = now;
    return this.#lastTicks / TICKS_PER_MS;
  }

  #find(id: number, kind: OnKind): number {
    const object = this.#objects.get(id);
    return object >= 0 && (object & 3) === kind ? object >> 2 : -1;
  }

  /** The row of a task that is heard of now; -1 where its id is something else's or it ended long ago. */
  #known(id: number, nowMs: number): number {
    const { tasks } = this.#shared.tables;
    const object = this.#objects.get(id);
    if (object < 0) return this.#firstHeard(id, nowMs);
    if ((object & 3) !== OnKind.Task) return -1;
    const row = object >> 2;
    const outcome = tasks.outcome[row];
    if (outcome === Outcome.Pending) return row;
    if (outcome !== Outcome.Unknown) return -1;
    tasks.outcome[row] = Outcome.Pending;
    tasks.endMs[row] = Number.NaN;
    this.#openTasks.add(row);
    return row;
  }

  #firstHeard(id: number, nowMs: number): number {
    const { tables, sites } = this.#shared;
    const row = tables.tasks.add(this.#thread, sites.lost(SiteKind.Function), -1, nowMs);
    tables.tasks.marks[row] = TaskMark.KnownFromHere | TaskMark.Incomplete;
    this.#objects.set(id, row * 4 + OnKind.Task);
    this.#openTasks.add(row);
    return row;
  }

  #learnFunction(task: number, awaitSite: number): void {
    const { tables, sites } = this.#shared;
    const site = tables.tasks.site[task]!;
    if (sites.all[site]!.file === "") tables.tasks.site[task] = sites.functionOf(awaitSite);
  }

  #site(number: number, kind: SiteKind): number {
    const row = this.#siteOf.get(number);
    return row < 0 ? this.#shared.sites.lost(kind) : row;
  }

  /** `on` as in {@link EventSink.suspend}. */
  #waitOn(row: number, on: number): void {
    const { awaits } = this.#shared.tables;
    const object = on < 0 ? -1 : this.#objects.get(on);
    awaits.onKind[row] = on < 0 ? OnKind.Value : object < 0 ? OnKind.Unknown : object & 3;
    awaits.on[row] = object < 0 ? -1 : object >> 2;
  }

  #isWaiting(task: number): boolean {
    const { tasks, awaits } = this.#shared.tables;
    const last = tasks.lastAwait[task]!;
    return last >= 0 && awaits.outcome[last] === Outcome.Pending;
  }

  #endAwait(task: number, nowMs: number, outcome: number, turn: number): void {
    const { tasks, awaits } = this.#shared.tables;
    const row = tasks.lastAwait[task]!;
    awaits.outcome[row] = outcome;
    awaits.endMs[row] = nowMs;
    awaits.turn[row] = turn;
    tasks.waitingMs[task]! += nowMs - awaits.startMs[row]!;
  }

  /** A generator at a `yield` is resumed by a call of `next()`, inside what runs; everything else from an empty stack. */
  #resumesInside(task: number): boolean {
    const { tables, sites } = this.#shared;
    const last = tables.tasks.lastAwait[task]!;
    if (last < 0) return false;
    const kind = sites.all[tables.awaits.site[last]!]!.kind;
    return kind === SiteKind.Yield || kind === SiteKind.YieldStar;
  }
}

function toTicks(ms: number): number {
  return Math.round(ms * TICKS_PER_MS);
}

/** An end that states no outcome is still an end. */
function ended(outcome: number): number {
  return outcome === Outcome.Pending ? Outcome.Unknown : outcome;
}

/** What was lost sight of may still be heard of; what has ended has ended. */
function canChange(outcome: number): boolean {
  return outcome === Outcome.Pending || outcome === Outcome.Unknown;
}
