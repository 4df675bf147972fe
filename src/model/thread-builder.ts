import type { EventSink } from "../format/decode.ts";
import {
  CauseOf,
  CommonChannel,
  type EndRecord,
  MessageFlag,
  type NamesRecord,
  Outcome,
  SiteKind,
  type SitesRecord,
  type StarterRecord,
  type StartRecord,
  TICKS_PER_MS,
} from "../format/spec.ts";
import type { Links } from "./links.ts";
import { LoopTracker } from "./loop-tracker.ts";
import { moduleEnd } from "./module-end.ts";
import type { Names } from "./names.ts";
import { OpenRows } from "./open-rows.ts";
import { type ObjectKey, Settling } from "./settling.ts";
import type { Sites } from "./sites.ts";
import type { Moment, Tables } from "./tables.ts";
import { ThreadClock } from "./thread-clock.ts";
import { ThreadNumbers, VALUE } from "./thread-numbers.ts";
import { TurnLog } from "./turn-log.ts";
import { OnKind, Settled, TaskMark } from "./types.ts";

/** What all threads of a trace write to. */
export interface Shared {
  readonly tables: Tables;
  readonly sites: Sites;
  readonly names: Names;
  readonly links: Links;
}

/**
 * Turns one thread's events into rows.
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
  readonly #settling: Settling;
  readonly #turnLog: TurnLog;
  /** The cause of the callback that the next root is called by; -1 for none of its own. */
  #causeOfNext = -1;
  readonly #numbers: ThreadNumbers;
  readonly #clock: ThreadClock;

  /** `clockAtZeroMs`: what the thread's own clock showed at the trace's start; null puts its first event there. */
  constructor(shared: Shared, thread: number, start: StartRecord, clockAtZeroMs: number | null) {
    this.#shared = shared;
    this.#thread = thread;
    this.#start = start;
    this.#numbers = new ThreadNumbers(shared.sites, shared.names);
    this.#clock = new ThreadClock(clockAtZeroMs);
    const { tasks, futures, turns } = shared.tables;
    this.#loop = new LoopTracker(thread, tasks, turns);
    this.#openTasks = new OpenRows((row) => tasks.isOpen(row));
    this.#openFutures = new OpenRows((row) => futures.isOpen(row));
    this.#turnLog = new TurnLog(turns);
    this.#settling = new Settling(shared.tables, shared.sites, (task, nowMs, outcome) =>
      this.#endTask(task, nowMs, outcome),
    );
  }

  /** Time of the last event, milliseconds from the trace's start. */
  get lastMs(): number {
    return this.#clock.lastMs;
  }

  /** The trace's start moved by so much into the past. */
  shift(byMs: number): void {
    this.#clock.shift(byMs);
    this.#loop.shift(byMs);
    this.#turnLog.shift(byMs);
  }

  /** The thread still lived at `clockMs` of its own clock. */
  aliveAt(clockMs: number): void {
    this.#clock.begin(clockMs);
    this.#clock.now(0);
  }

  addSites(record: SitesRecord): void {
    this.#numbers.addSites(record);
  }

  addNames(record: NamesRecord): void {
    this.#numbers.addNames(record);
  }

  /** Events of this thread are missing between the last one and the next. */
  lose(): void {
    const { tasks, futures } = this.#shared.tables;
    const nowMs = this.lastMs;
    const open = this.#drainOpen();
    this.#loseUnseen(open);
    for (const task of open) {
      this.#loseTask(task, nowMs);
      tasks.marks[task]! |= TaskMark.Incomplete;
    }
    this.#openFutures.drain((future) => {
      futures.outcome[future] = Outcome.Unknown;
      futures.endMs[future] = nowMs;
    });
    this.#loop.lose();
    this.#turnLog.lose(nowMs);
    this.#causeOfNext = -1;
  }

  /**
   * The thread has ended, and wrote everything: of what it left open, only what nobody could see settle is unknown. `end`: its own
   * word, with which whatever could go on did; null where a signal ended it.
   */
  finish(end: EndRecord | null): void {
    const open = this.#drainOpen();
    if (end !== null) for (const task of open) this.#endModule(task, end);
    this.#loseUnseen(open);
  }

  #endModule(task: number, end: EndRecord): void {
    const { tables, sites } = this.#shared;
    const { tasks, awaits } = tables;
    const rejectedMs = (row: number) => this.#settling.rejectedMs(awaits.on[row]! * 4 + awaits.onKind[row]!);
    const found = moduleEnd(tables, sites, { task, end, entry: this.#start.file, rejectedMs });
    if (found?.outcome === Outcome.Unknown) this.#loseTask(task, found.atMs);
    if (found?.outcome !== Outcome.Rejected) return;
    this.#endAwait(task, found.atMs, Outcome.Rejected, -1);
    tasks.outcome[task] = Outcome.Rejected;
    tasks.endMs[task] = found.atMs;
  }

  #drainOpen(): number[] {
    const open: number[] = [];
    this.#openTasks.drain((task) => open.push(task));
    return open;
  }

  /** Tasks whose function has returned are known to be pending only while somebody waits. */
  #loseUnseen(open: readonly number[]): void {
    const { tasks, awaits } = this.#shared.tables;
    for (const task of this.#settling.unseen(open)) this.#loseTask(task, awaits.startMs[tasks.lastAwait[task]!]!);
  }

  #loseTask(task: number, lastMs: number): void {
    const { tasks } = this.#shared.tables;
    if (!tasks.isOpen(task)) return;
    if (this.#isWaiting(task)) this.#endAwait(task, lastMs, Outcome.Unknown, -1);
    tasks.outcome[task] = Outcome.Unknown;
    tasks.endMs[task] = lastMs;
  }

  // ---- EventSink ----

  begin(baseMs: number): void {
    this.#clock.begin(baseMs);
  }

  call(ticks: number, id: number, site: number, parent: number): void {
    const nowMs = this.#clock.now(ticks);
    const parentRow = parent === 0 ? -1 : this.#known(parent, nowMs);
    const row = this.#shared.tables.tasks.add(
      this.#thread,
      this.#numbers.site(site, SiteKind.Function),
      parentRow,
      nowMs,
    );
    this.#numbers.set(id, row, OnKind.Task);
    this.#openTasks.add(row);
    if (parent === 0) this.#causedBy(row);
    this.#causeOfNext = -1;
    this.#loop.enter(row, nowMs);
  }

  end(ticks: number, id: number, outcome: number): void {
    const nowMs = this.#clock.now(ticks);
    const { tasks } = this.#shared.tables;
    const task = this.#numbers.find(id, OnKind.Task);
    if (task < 0 || !canChange(tasks.outcome[task]!)) return;
    if (tasks.marks[task]! & TaskMark.Returned) return;
    this.#loop.leave(task, nowMs);
    const returning = this.#settling.take(task);
    // A generator that is closed while it waits at a `yield` ends without having been resumed.
    if (returning === null || outcome !== Outcome.Fulfilled || this.#isWaiting(task)) {
      this.#endTask(task, nowMs, ended(outcome));
      return;
    }
    this.#known(id, nowMs);
    this.#addAwait(task, returning.site, returning.object, nowMs);
    tasks.marks[task]! |= TaskMark.Returned;
    const settled = this.#settling.follow(task, returning.object);
    if (settled !== null) this.#endTask(task, nowMs, settled);
  }

  suspend(ticks: number, id: number, site: number, on: number): void {
    const nowMs = this.#clock.now(ticks);
    const { tasks } = this.#shared.tables;
    const task = this.#known(id, nowMs);
    if (task < 0) return;
    this.#loop.leave(task, nowMs);
    if (this.#isWaiting(task)) this.#endAwait(task, nowMs, Outcome.Unknown, -1);
    const siteRow = this.#numbers.site(site, SiteKind.Await);
    if (tasks.marks[task]! & TaskMark.KnownFromHere) this.#learnFunction(task, siteRow);
    this.#addAwait(task, siteRow, this.#numbers.on(on), nowMs);
  }

  resume(ticks: number, id: number, outcome: number): void {
    const nowMs = this.#clock.now(ticks);
    const task = this.#known(id, nowMs);
    if (task < 0) return;
    const wasWaiting = this.#isWaiting(task);
    if (this.#loop.depth > 0 && !this.#resumesInside(task)) this.#loop.clear();
    this.#loop.enter(task, nowMs);
    if (wasWaiting) this.#endAwait(task, nowMs, ended(outcome), this.#loop.turn);
  }

  turn(ticks: number, type: number): void {
    const nowMs = this.#clock.now(ticks);
    this.#loop.startTurn(this.#numbers.nameOrEmpty(type), nowMs);
    this.#turnLog.add(this.#loop.turn);
    this.#causeOfNext = -1;
  }

  cause(ticks: number, of: number, type: number, by: number, ageTicks: number, askedMs: number): void {
    const nowMs = this.#clock.now(ticks);
    const { causes, turns } = this.#shared.tables;
    const { turn } = this.#loop;
    const isOfTurn = of === CauseOf.Turn;
    if (isOfTurn && turn < 0) return;
    const row = causes.add(this.#thread);
    causes.turn[row] = isOfTurn ? turn : -1;
    causes.type[row] = isOfTurn ? -1 : this.#numbers.name(type);
    causes.by[row] = by === 0 ? -1 : this.#numbers.find(by, OnKind.Task);
    if (ageTicks >= 0) {
      causes.atMs[row] = nowMs - ageTicks / TICKS_PER_MS;
      causes.inTurn[row] = this.#turnLog.at(causes.atMs[row]!);
    } else if (!isOfTurn) {
      causes.inTurn[row] = turn;
    }
    if (askedMs >= 0) causes.askedMs[row] = askedMs;
    if (isOfTurn) turns.cause[turn] = row;
    else this.#causeOfNext = row;
  }

  /** The turn whose callback has not returned; -1 for none. */
  get openTurn(): number {
    return this.#loop.inCallback ? this.#loop.turn : -1;
  }

  turnEnd(ticks: number): void {
    this.#loop.endCallback(this.#clock.now(ticks));
  }

  group(ticks: number, id: number, site: number, kind: number, members: Int32Array, count: number): void {
    const nowMs = this.#clock.now(ticks);
    const { groups } = this.#shared.tables;
    const row = groups.add(this.#thread, this.#numbers.site(site, SiteKind.Combinator), kind, nowMs);
    this.#numbers.set(id, row, OnKind.Group);
    for (let at = 0; at < count; at++) {
      const object = this.#numbers.get(members[at]!);
      if (object < 0) groups.addMember(row, OnKind.Unknown, -1);
      else groups.addMember(row, (object & 3) as OnKind, object >> 2);
    }
  }

  future(ticks: number, id: number, site: number): void {
    this.#addFuture(id, site === 0 ? -1 : this.#numbers.site(site, SiteKind.Promise), this.#clock.now(ticks));
  }

  made(ticks: number, id: number, site: number, from: number): void {
    const row = this.#addFuture(id, this.#numbers.site(site, SiteKind.Promise), this.#clock.now(ticks));
    const { futures } = this.#shared.tables;
    futures.by[row] = this.#loop.running;
    const object = this.#numbers.on(from);
    if (object < 0 || from === 0) return;
    futures.fromKind[row] = object & 3;
    futures.from[row] = object >> 2;
  }

  follows(_ticks: number, id: number, site: number, on: number): void {
    const task = this.#numbers.find(id, OnKind.Task);
    if (task < 0 || on < 0) return;
    this.#settling.announce(task, { site: this.#numbers.site(site, SiteKind.Return), object: this.#numbers.on(on) });
  }

  settle(ticks: number, id: number, outcome: number): void {
    const nowMs = this.#clock.now(ticks);
    const { futures } = this.#shared.tables;
    const future = this.#numbers.find(id, OnKind.Future);
    if (future < 0 || !canChange(futures.outcome[future]!)) return;
    futures.outcome[future] = ended(outcome);
    futures.endMs[future] = nowMs;
    futures.settled[future] = Settled.Exact;
    futures.turn[future] = this.#loop.turn;
    this.#settling.settled(future * 4 + OnKind.Future, nowMs, ended(outcome));
  }

  waitsOn(_ticks: number, id: number, on: number): void {
    const task = this.#numbers.find(id, OnKind.Task);
    if (task < 0 || !this.#isWaiting(task)) return;
    this.#waitOn(this.#shared.tables.tasks.lastAwait[task]!, this.#numbers.on(on));
  }

  message(ticks: number, flags: number, channel: number, number: number): void {
    if ((flags & MessageFlag.Received) !== 0) this.#loop.touch(this.#clock.now(ticks));
    const now = this.#moment(ticks);
    const { links } = this.#shared;
    const { pid } = this.#start;
    const isInside = (flags & MessageFlag.Ipc) === 0;
    const key = isInside ? `${pid}:${channel}` : this.#ipcChannel(channel);
    if (isInside && channel === CommonChannel.Broadcast) links.broadcast(flags, pid, number, now);
    else if (key !== null) links.message(flags, key, number, now);
  }

  started(ticks: number, kind: number, number: number): void {
    const { pid, thread } = this.#start;
    this.#shared.links.started(kind, { pid, thread, number }, this.#moment(ticks));
  }

  // ----

  #moment(ticks: number): Moment {
    const ms = this.#clock.now(ticks);
    return { thread: this.#thread, task: this.#loop.running, turn: this.#loop.turn, ms };
  }

  /** The same for the process that started the other and for that one; null where a start was lost. */
  #ipcChannel(channel: number): string | null {
    const number = Math.floor(channel / 2);
    const { pid, thread, startedBy } = this.#start;
    const starter: StarterRecord | null = number === 0 ? (startedBy ?? null) : { pid, thread, number };
    return starter === null ? null : `ipc ${starter.pid}:${starter.thread}:${starter.number}/${channel % 2}`;
  }

  /** The row of a task that is heard of now; -1 where its id is something else's or it ended long ago. */
  #known(id: number, nowMs: number): number {
    const { tasks } = this.#shared.tables;
    const object = this.#numbers.get(id);
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
    this.#numbers.set(id, row, OnKind.Task);
    this.#openTasks.add(row);
    return row;
  }

  #learnFunction(task: number, awaitSite: number): void {
    const { tables, sites } = this.#shared;
    const site = tables.tasks.site[task]!;
    if (sites.all[site]!.file === "") tables.tasks.site[task] = sites.functionOf(awaitSite);
  }

  #waitOn(row: number, object: ObjectKey): void {
    const { awaits } = this.#shared.tables;
    const isKnown = object >= 0;
    awaits.onKind[row] = isKnown ? object & 3 : object === VALUE ? OnKind.Value : OnKind.Unknown;
    awaits.on[row] = isKnown ? object >> 2 : -1;
  }

  #addAwait(task: number, site: number, object: ObjectKey, nowMs: number): void {
    const { tasks, awaits } = this.#shared.tables;
    const row = awaits.add(task, site, nowMs);
    this.#waitOn(row, object);
    const last = tasks.lastAwait[task]!;
    if (last < 0) tasks.firstAwait[task] = row;
    else awaits.next[last] = row;
    tasks.lastAwait[task] = row;
  }

  #addFuture(id: number, site: number, nowMs: number): number {
    const row = this.#shared.tables.futures.add(this.#thread, site, nowMs);
    this.#numbers.set(id, row, OnKind.Future);
    this.#openFutures.add(row);
    return row;
  }

  /** A root task: what called it is the turn's callback, or one within it, or nobody knows. */
  #causedBy(task: number): void {
    const { tasks, turns } = this.#shared.tables;
    tasks.cause[task] = this.#causeOfNext;
    if (this.#causeOfNext >= 0 || !this.#loop.inCallback) return;
    tasks.turn[task] = this.#loop.turn;
    tasks.cause[task] = turns.cause[this.#loop.turn]!;
  }

  #endTask(task: number, nowMs: number, outcome: Outcome): void {
    const { tasks } = this.#shared.tables;
    tasks.outcome[task] = outcome;
    tasks.endMs[task] = nowMs;
    if (this.#isWaiting(task)) this.#endAwait(task, nowMs, outcome, this.#loop.turn);
    this.#settling.settled(task * 4 + OnKind.Task, nowMs, outcome);
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
    this.#settling.learn(row, nowMs, outcome as Outcome, turn);
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

/** An end that states no outcome is still an end. */
function ended(outcome: number): Outcome {
  return outcome === Outcome.Pending ? Outcome.Unknown : (outcome as Outcome);
}

/** What was lost sight of may still be heard of; what has ended has ended. */
function canChange(outcome: number): boolean {
  return outcome === Outcome.Pending || outcome === Outcome.Unknown;
}
