import type { EndRecord, ExitRecord, StartRecord } from "../format/spec.ts";
import type { ProcessInfo, ThreadInfo } from "./types.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Process = Writable<ProcessInfo> & { readonly threads: number[] };

/** The processes and threads of a trace, in the order in which they were first heard of. */
export class Processes {
  readonly all: Process[] = [];
  readonly threads: Writable<ThreadInfo>[] = [];
  /** The latest process of a pid: the system uses pids again, and a program may replace itself under its pid. */
  readonly #latest = new Map<number, number>();
  readonly #exitsWithoutProcess = new Map<number, ExitRecord>();
  #endedBySignal = false;

  /** Index of a new thread. */
  addThread(start: StartRecord, placeGuessed: boolean): number {
    const process = this.#processFor(start);
    const thread = this.threads.length;
    this.threads.push({
      process,
      start,
      end: null,
      droppedEvents: 0,
      placeGuessed,
      openTurn: -1,
      lastMs: 0,
      startedBy: -1,
    });
    this.all[process]!.threads.push(thread);
    return thread;
  }

  end(thread: number, record: EndRecord): void {
    this.threads[thread]!.end = record;
    this.threads[thread]!.openTurn = -1;
  }

  exit(record: ExitRecord): void {
    if (record.signal !== null) this.#endedBySignal = true;
    const process = this.#latest.get(record.pid);
    if (process === undefined) this.#exitsWithoutProcess.set(record.pid, record);
    else this.all[process]!.exit = record;
  }

  /**
   * What a thread left open was really open: it wrote its end, or a signal ended the run. The launcher tells that of the
   * process it started; the same signal, or its stopping of the whole tree, ends those behind it, which nobody sees exit.
   */
  endIsKnown(thread: number): boolean {
    return this.threads[thread]!.end !== null || this.#endedBySignal;
  }

  get complete(): boolean {
    const isEnded = (process: Process) =>
      process.threads.some((thread) => this.threads[thread]!.start.thread === 0 && this.threads[thread]!.end !== null);
    return this.all.length > 0 && this.all.every(isEnded);
  }

  get droppedEvents(): number {
    return this.threads.reduce((sum, thread) => sum + thread.droppedEvents, 0);
  }

  #processFor(start: StartRecord): number {
    const latest = this.#latest.get(start.pid);
    if (latest !== undefined && (start.thread !== 0 || !this.#hasMain(latest))) return latest;
    const exit = this.#exitsWithoutProcess.get(start.pid) ?? null;
    this.#exitsWithoutProcess.delete(start.pid);
    this.#latest.set(start.pid, this.all.length);
    return this.all.push({ pid: start.pid, parentPid: start.parentPid, threads: [], exit }) - 1;
  }

  #hasMain(process: number): boolean {
    return this.all[process]!.threads.some((thread) => this.threads[thread]!.start.thread === 0);
  }
}
