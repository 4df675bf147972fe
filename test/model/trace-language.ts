/**
 * Traces in tests are readable text, never bytes by hand. One statement a line, `#` begins a comment:
 *
 *     file /app/main.ts                      the sites that follow are in this file
 *     site load function 1:1 load            name, kind, line:column, then the text
 *     site wait await 2:3 in load sleep(10)
 *     thread main                            a process's main thread; or: thread other worker 1 pid 100 started 5 clock 20
 *     0 turn Timeout                         times are milliseconds on the thread's own clock
 *     0 call 1 load                          ids as the runtime would give them; `by 1` names the parent
 *     1 future 2                             or: future 2 wait
 *     1 suspend 1 wait on 2                  on ID, on value, on unknown
 *     2 waits-on 1 2                         what the wait under way is for, when its suspend said unknown
 *     5 settle 2                             fulfilled unless `rejected`
 *     5 resume 1 rejected
 *     6 end 1 rejected
 *     6 group 3 wait all 1 2                 all, allSettled, race, any
 *     7 turn-end
 *     7 send 2/0 1                           message 1 into end 0 of channel 2; `ipc` before the channel: between processes
 *     7 receive ipc 0/1 1                    and out of the other end
 *     7 start worker 1                       a thread says `by 100/0/1` that this started it; or: start process 2
 *     0 cause turn at 0 asked 50             of the turn that has just begun: `at` when, `by` which task, `asked` how long
 *     7 cause TickObject by 1 at 7           of a callback within the turn, in which the next call stands
 *     1 made 2 make from 1                   a future that is made at a site; `from` what it is derived from
 *     1 follows 1 back on 2                  the task returns a promise
 *     cut                                    the events so far make a chunk
 *     lose                                   … and the next chunk is not in the file
 *     drop 3                                 … and three events are lost after it
 *     loss /app/big.js too large             a file that runs as it is
 *     end 8                                  the thread's end; `end 8 exit 1`, `end 8 exit 1 terminated`
 *     exit 100 signal SIGKILL                the launcher's word; or: exit 100 code 1
 */
import { type ChunkOrigin, EventEncoder, encodeJsonChunk } from "../../src/format/encode.ts";
import {
  CauseOf,
  ChunkKind,
  GroupKind,
  MessageFlag,
  Outcome,
  SiteKind,
  type SiteRecord,
  type SitesRecord,
  StartedKind,
  type StarterRecord,
  type StartRecord,
  TICKS_PER_MS,
} from "../../src/format/spec.ts";

/** The bytes of the trace that `text` declares. */
export function trace(text: string): Uint8Array {
  return concat(traceChunks(text));
}

/** The same, a chunk each. */
export function traceChunks(text: string): Uint8Array[] {
  const writer = new TraceWriter();
  text.split("\n").forEach((line, at) => {
    const words = line.replace(/#.*/, "").trim().split(/\s+/);
    if (words[0] === "") return;
    try {
      writer.statement(words);
    } catch (error) {
      throw new Error(`line ${at + 1}, "${line.trim()}": ${error instanceof Error ? error.message : error}`);
    }
  });
  return writer.finish();
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const SITE_KINDS: Record<string, SiteKind> = {
  function: SiteKind.Function,
  await: SiteKind.Await,
  "for-await": SiteKind.ForAwait,
  yield: SiteKind.Yield,
  "yield*": SiteKind.YieldStar,
  using: SiteKind.AwaitUsing,
  return: SiteKind.Return,
  promise: SiteKind.Promise,
  combinator: SiteKind.Combinator,
  module: SiteKind.Module,
};

const GROUP_KINDS: Record<string, GroupKind> = {
  all: GroupKind.All,
  allSettled: GroupKind.AllSettled,
  race: GroupKind.Race,
  any: GroupKind.Any,
};

const STARTED_KINDS: Record<string, StartedKind> = { worker: StartedKind.Worker, process: StartedKind.Process };

class TraceWriter {
  readonly #chunks: Uint8Array[] = [];
  readonly #files = new Map<string, SiteRecord[]>();
  readonly #places = new Map<string, { file: string; at: number }>();
  readonly #threads = new Map<string, ThreadWriter>();
  #file = "";
  #thread: ThreadWriter | null = null;

  statement(words: string[]): void {
    const [word = "", ...rest] = words;
    if (/^[\d.]/.test(word)) this.#current().event(Number(word), rest);
    else if (word === "file") this.#file = rest[0]!;
    else if (word === "site") this.#site(rest);
    else if (word === "thread") this.#useThread(rest);
    else if (word === "cut") this.#current().cut();
    else if (word === "lose") this.#current().lose();
    else if (word === "drop") this.#current().drop(Number(rest[0]));
    else if (word === "loss") this.#current().loss(rest[0]!, rest.slice(1).join(" "));
    else if (word === "end") this.#current().end(Number(rest[0]), optional(rest, "exit"), rest.includes("terminated"));
    else if (word === "exit") this.#exit(rest);
    else throw new Error("no such statement");
  }

  finish(): Uint8Array[] {
    for (const thread of this.#threads.values()) thread.cut();
    return this.#chunks;
  }

  #current(): ThreadWriter {
    if (this.#thread === null) throw new Error("no thread yet");
    return this.#thread;
  }

  #site([name = "", kind = "", place = "", ...rest]: string[]): void {
    const [line = 0, column = 0] = place.split(":").map(Number);
    const enclosing = rest[0] === "in" ? this.#places.get(rest[1]!)! : { at: -1 };
    const text = (rest[0] === "in" ? rest.slice(2) : rest).join(" ");
    const sites = this.#files.get(this.#file) ?? [];
    this.#files.set(this.#file, sites);
    this.#places.set(name, { file: this.#file, at: sites.length });
    const end = { endLine: line, endColumn: column + 5 };
    sites.push({ kind: known(SITE_KINDS, kind), line, column, ...end, text, function: enclosing.at });
  }

  #useThread([name = "", ...options]: string[]): void {
    this.#thread?.cut();
    const open = this.#threads.get(name);
    this.#thread = open ?? new ThreadWriter(this.#chunks, this.#files, this.#places, options);
    this.#threads.set(name, this.#thread);
  }

  #exit([pid = "", how = "", what = ""]: string[]): void {
    this.#thread?.cut();
    const exit = how === "signal" ? { exitCode: null, signal: what } : { exitCode: Number(what), signal: null };
    const origin = { pid: 1, thread: 0, sequence: 0, droppedEvents: 0 };
    this.#chunks.push(encodeJsonChunk(ChunkKind.Exit, { pid: Number(pid), ...exit }, origin));
  }
}

class ThreadWriter {
  readonly #chunks: Uint8Array[];
  readonly #places: ReadonlyMap<string, { file: string; at: number }>;
  readonly #encoder = new EventEncoder(1 << 20);
  readonly #names: string[] = [];
  readonly #firstSite = new Map<string, number>();
  readonly #origin: { -readonly [K in keyof ChunkOrigin]: ChunkOrigin[K] };
  #events = 0;

  constructor(
    chunks: Uint8Array[],
    files: ReadonlyMap<string, readonly SiteRecord[]>,
    places: ReadonlyMap<string, { file: string; at: number }>,
    options: string[],
  ) {
    this.#chunks = chunks;
    this.#places = places;
    const pid = optional(options, "pid") ?? 100;
    const thread = optional(options, "worker") ?? 0;
    this.#origin = { pid, thread, sequence: 0, droppedEvents: 0 };
    this.#write((origin) => encodeJsonChunk(ChunkKind.Start, startRecord(pid, thread, options), origin));
    let firstSite = 1;
    for (const [file, sites] of files) {
      this.#firstSite.set(file, firstSite);
      const record: SitesRecord = { file, firstSite, sites };
      this.#write((origin) => encodeJsonChunk(ChunkKind.Sites, record, origin));
      firstSite += sites.length;
    }
  }

  event(ms: number, [event = "", ...words]: string[]): void {
    const encoder = this.#encoder;
    const id = Number(words[0]);
    const outcome = words.includes("rejected") ? Outcome.Rejected : Outcome.Fulfilled;
    if (event === "call") encoder.call(ms, id, this.#site(words[1]!), optional(words, "by") ?? 0);
    else if (event === "end") encoder.end(ms, id, outcome);
    else if (event === "suspend") encoder.suspend(ms, id, this.#site(words[1]!), waitsOn(words[3]));
    else if (event === "resume") encoder.resume(ms, id, outcome);
    else if (event === "turn") encoder.turn(ms, this.#name(words[0]!));
    else if (event === "turn-end") encoder.turnEnd(ms);
    else if (event === "future") encoder.future(ms, id, words[1] === undefined ? 0 : this.#site(words[1]));
    else if (event === "settle") encoder.settle(ms, id, outcome);
    else if (event === "waits-on") encoder.waitsOn(ms, id, waitsOn(words[1]));
    else if (event === "send") encoder.message(ms, ...message(words, 0));
    else if (event === "receive") encoder.message(ms, ...message(words, MessageFlag.Received));
    else if (event === "start") encoder.started(ms, known(STARTED_KINDS, words[0]!), Number(words[1]));
    else if (event === "made") encoder.made(ms, id, this.#site(words[1]!), optional(words, "from") ?? 0);
    else if (event === "follows") encoder.follows(id, this.#site(words[1]!), waitsOn(words[3]));
    else if (event === "cause") this.#cause(ms, words);
    else if (event === "group") this.#group(ms, id, words.slice(1));
    else throw new Error("no such event");
    this.#events++;
  }

  cut(): void {
    if (this.#encoder.count > 0) this.#write((origin) => this.#encoder.finish(origin).slice());
  }

  lose(): void {
    this.cut();
    this.#origin.sequence++;
  }

  drop(events: number): void {
    this.cut();
    this.#origin.droppedEvents += events;
  }

  loss(file: string, reason: string): void {
    this.cut();
    this.#write((origin) => encodeJsonChunk(ChunkKind.Loss, { file, reason }, origin));
  }

  end(clockMs: number, exitCode: number | null, isTerminated: boolean): void {
    this.cut();
    const ending = isTerminated ? { ending: "terminated" as const } : {};
    const record = { clockMs, exitCode: exitCode ?? 0, events: this.#events, bytes: 0, costMs: 0, ...ending };
    this.#write((origin) => encodeJsonChunk(ChunkKind.End, record, origin));
  }

  #cause(ms: number, words: string[]): void {
    const [type = ""] = words;
    const isTurn = type === "turn";
    const at = optional(words, "at");
    const ageTicks = at === null ? -1 : Math.max(0, Math.round((ms - at) * TICKS_PER_MS));
    const name = isTurn ? 0 : this.#name(type);
    const of = isTurn ? CauseOf.Turn : CauseOf.Callback;
    this.#encoder.cause(of, name, optional(words, "by") ?? 0, ageTicks, optional(words, "asked"));
  }

  #group(ms: number, id: number, [site = "", kind = "", ...members]: string[]): void {
    const memberAt = (at: number) => Number(members[at]);
    this.#encoder.group(ms, id, this.#site(site), known(GROUP_KINDS, kind), members.length, memberAt);
  }

  #site(name: string): number {
    const place = this.#places.get(name);
    if (place === undefined) return Number(name);
    return this.#firstSite.get(place.file)! + place.at;
  }

  #name(name: string): number {
    const at = this.#names.indexOf(name);
    if (at >= 0) return at + 1;
    const firstName = this.#names.push(name);
    this.#write((origin) => encodeJsonChunk(ChunkKind.Names, { firstName, names: [name] }, origin));
    return firstName;
  }

  #write(encode: (origin: ChunkOrigin) => Uint8Array): void {
    this.#chunks.push(encode(this.#origin));
    this.#origin.sequence++;
  }
}

function startRecord(pid: number, thread: number, options: string[]): StartRecord {
  const startedMs = optional(options, "started") ?? 0;
  return {
    pid,
    parentPid: optional(options, "parent") ?? 1,
    thread,
    threadKind: thread === 0 ? "main" : "worker",
    file: "/app/main.ts",
    command: "node main.ts",
    cwd: "/app",
    runtime: "node v24.0.0",
    platform: "linux x64",
    anchor: {
      clockMs: optional(options, "clock") ?? 0,
      monotonicNs: String(1_000_000_000 + startedMs * 1_000_000),
      wallMs: 1_700_000_000_000 + startedMs,
    },
    turns: options.includes("turnless") ? "none" : "exact",
    ...starter(options),
  };
}

function starter(options: string[]): { startedBy?: StarterRecord } {
  const at = options.indexOf("by");
  if (at < 0) return {};
  const [pid = 0, thread = 0, number = 0] = options[at + 1]!.split("/").map(Number);
  return { startedBy: { pid, thread, number } };
}

/** Flags, channel and number of `2/0 1` or `ipc 2/0 1`. */
function message(words: string[], way: number): [number, number, number] {
  const isIpc = words[0] === "ipc";
  const [channel = "", number = ""] = isIpc ? words.slice(1) : words;
  const [index = 0, end = 0] = channel.split("/").map(Number);
  return [way | (isIpc ? MessageFlag.Ipc : 0), index * 2 + end, Number(number)];
}

function waitsOn(word: string | undefined): number | null {
  if (word === undefined || word === "value") return null;
  return word === "unknown" ? 0 : Number(word);
}

function optional(words: string[], name: string): number | null {
  const at = words.indexOf(name);
  return at < 0 ? null : Number(words[at + 1]);
}

function known<T>(table: Record<string, T>, name: string): T {
  const value = table[name];
  if (value === undefined) throw new Error(`no such kind: ${name}`);
  return value;
}
