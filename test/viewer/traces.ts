import { type ChunkOrigin, EventEncoder, encodeJsonChunk } from "../../src/format/encode.ts";
import { ChunkKind, GroupKind, Outcome, SiteKind, type SiteRecord, type StartRecord } from "../../src/format/spec.ts";

/**
 * Traces for the viewer's tests and benchmark, made by a small simulated program: what it does is scheduled in any
 * order and written in the order of time. Ids and chunks are as the runtime makes them.
 */
export class Program {
  readonly #file: string;
  readonly #sites: SiteRecord[] = [];
  readonly #events: {
    ms: number;
    readonly order: number;
    readonly write: (encoder: EventEncoder, ms: number) => void;
  }[] = [];
  readonly #names: string[] = [];
  #nextId = 1;

  constructor(file: string) {
    this.#file = file;
  }

  /** A function or await; returns its number. `inside` is the enclosing function's. */
  site(kind: SiteKind, line: number, text: string, inside = 0): number {
    const at = { line, column: kind === SiteKind.Function ? 1 : 10, endLine: line, endColumn: 40 };
    return this.#sites.push({ kind, ...at, text, function: inside - 1 });
  }

  id(): number {
    return this.#nextId++;
  }

  /** What is already scheduled between the two is put off to the end. */
  block(fromMs: number, toMs: number): void {
    for (const event of this.#events)
      if (event.ms > fromMs && event.ms < toMs) event.ms = toMs + (event.ms - fromMs) * 1e-4;
  }

  at(ms: number, write: (encoder: EventEncoder, ms: number) => void): void {
    this.#events.push({ ms, order: this.#events.length, write });
  }

  call(ms: number, site: number, parent = 0): number {
    const task = this.id();
    this.at(ms, (encoder, ms) => encoder.call(ms, task, site, parent));
    return task;
  }

  end(ms: number, task: number, outcome: Outcome = Outcome.Fulfilled): void {
    this.at(ms, (encoder, ms) => encoder.end(ms, task, outcome));
  }

  /** A wait on a task, group or future, or (null) on a plain value; without `toMs` it never ends. */
  wait(
    task: number,
    site: number,
    fromMs: number,
    toMs: number | null,
    on: number | null,
    outcome: Outcome = Outcome.Fulfilled,
  ): void {
    this.at(fromMs, (encoder, ms) => encoder.suspend(ms, task, site, on));
    if (toMs !== null) this.at(toMs, (encoder, ms) => encoder.resume(ms, task, outcome));
  }

  future(ms: number, settleMs: number | null, outcome: Outcome = Outcome.Fulfilled): number {
    const future = this.id();
    this.at(ms, (encoder, ms) => encoder.future(ms, future, 0));
    if (settleMs !== null) this.at(settleMs, (encoder, ms) => encoder.settle(ms, future, outcome));
    return future;
  }

  all(ms: number, site: number, members: readonly number[]): number {
    const group = this.id();
    this.at(ms, (encoder, ms) => encoder.group(ms, group, site, GroupKind.All, members.length, (i) => members[i]!));
    return group;
  }

  turn(fromMs: number, toMs: number, type: string): void {
    let name = this.#names.indexOf(type) + 1;
    if (name === 0) name = this.#names.push(type);
    this.at(fromMs, (encoder, ms) => encoder.turn(ms, name));
    this.at(toMs, (encoder, ms) => encoder.turnEnd(ms));
  }

  /** The trace's bytes in chunks; the last says that the process ended, unless `endMs` is null. */
  chunks(endMs: number | null, chunkBytes = 1 << 16, pid = 4120, thread = 0): Uint8Array[] {
    const chunks: Uint8Array[] = [];
    const origin: { -readonly [K in keyof ChunkOrigin]: ChunkOrigin[K] } = {
      pid,
      thread,
      sequence: 0,
      droppedEvents: 0,
    };
    const add = (chunk: Uint8Array) => {
      chunks.push(chunk.slice());
      origin.sequence++;
    };
    add(encodeJsonChunk(ChunkKind.Start, this.#start(pid, thread), origin));
    add(encodeJsonChunk(ChunkKind.Sites, { file: this.#file, firstSite: 1, sites: this.#sites }, origin));
    if (this.#names.length > 0) add(encodeJsonChunk(ChunkKind.Names, { firstName: 1, names: this.#names }, origin));
    this.#events.sort((a, b) => a.ms - b.ms || a.order - b.order);
    const encoder = new EventEncoder(chunkBytes);
    for (const { ms, write } of this.#events) {
      if (encoder.room < 512) add(encoder.finish(origin));
      write(encoder, ms);
    }
    if (encoder.count > 0) add(encoder.finish(origin));
    const events = this.#events.length;
    if (endMs !== null) {
      const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      add(
        encodeJsonChunk(ChunkKind.End, { clockMs: endMs, exitCode: 0, events, bytes, costMs: endMs * 0.003 }, origin),
      );
    }
    return chunks;
  }

  #start(pid: number, thread: number): StartRecord {
    return {
      pid,
      parentPid: 1,
      thread,
      threadKind: thread === 0 ? "main" : "worker",
      file: this.#file,
      command: `node ${this.#file}`,
      cwd: "/app",
      runtime: "node v24.21.0",
      platform: "linux x64",
      anchor: { clockMs: 0, monotonicNs: "1000000000", wallMs: 1_700_000_000_000 },
      turns: "exact",
    };
  }
}

export function join(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

const { Function: FUNCTION, Await: AWAIT } = SiteKind;

/** Numbers that look like chance and are the same every time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * A dashboard that logs in, loads three things in a row and then many users at once, while a CSV is parsed for 70 ms
 * and an audit is never awaited.
 */
export function dashboard(users = 38): Uint8Array[] {
  const next = chance(7);
  const program = new Program("/app/src/dashboard.ts");
  const main = program.site(FUNCTION, 40, "main");
  const load = program.site(FUNCTION, 3, "loadDashboard");
  const mainLoad = program.site(AWAIT, 41, "loadDashboard(ids)", main);
  const steps = ["login", "loadConfig", "loadFlags"].map((name, i) => {
    const own = program.site(FUNCTION, 60 + 10 * i, name);
    const inner = ["post(`/session`)", "readFile(configPath)", "fetch(`/flags`)"][i]!;
    return {
      own,
      site: program.site(AWAIT, 4 + i, `${name}()`, load),
      inner: program.site(AWAIT, 61 + 10 * i, inner, own),
    };
  });
  const allSite = program.site(AWAIT, 7, "Promise.all(ids.map(loadUser))", load);
  const user = program.site(FUNCTION, 10, "loadUser");
  const get = program.site(AWAIT, 11, "db.get(id)", user);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a program
  const orders = program.site(AWAIT, 13, "fetch(`/users/${id}/orders`)", user);
  const parse = program.site(FUNCTION, 90, "parseCsv");
  const audit = program.site(FUNCTION, 110, "audit");
  const connect = program.site(AWAIT, 111, "connect(`10.0.0.9:9000`)", audit);
  const notes = program.site(FUNCTION, 120, "readNotes");
  const notesRead = program.site(AWAIT, 121, "readFile(path)", notes);
  const userNotes = program.site(AWAIT, 14, "readNotes(id)", user);

  for (let ms = 1; ms < 640; ms += 4 + next() * 8) {
    const length = 0.2 + next() * 1.5;
    if (ms + length < 430 || ms > 508)
      program.turn(ms, ms + length, ["Timeout", "TCP", "FSReqPromise"][Math.floor(next() * 3)]!);
  }
  const root = program.call(0.5, main);
  const dash = program.call(3, load, root);
  program.wait(root, mainLoad, 6, 619, dash);
  let at = 8;
  for (const [i, step] of steps.entries()) {
    const length = [88, 74, 102][i]!;
    const task = program.call(at, step.own, dash);
    program.wait(task, step.inner, at + 2, at + length - 2, program.future(at + 1, at + length - 2.3));
    program.wait(dash, step.site, at + 2.2, at + length, task);
    program.end(at + length - 0.6, task);
    at += length + 1.5;
  }
  const tasks: number[] = [];
  for (let n = 0; n < users; n++) {
    const from = at + n * 0.12;
    const task = program.call(from, user, dash);
    tasks.push(task);
    const first = from + 20 + next() * 24;
    program.wait(task, get, from + 0.1, first, program.future(from + 0.05, first - 0.1));
    const slow = n === 2;
    const end = slow ? 604 : first + 30 + next() ** 2 * 200;
    program.wait(
      task,
      orders,
      first + 1.2,
      end,
      program.future(first + 1, end - 0.2),
      n === 5 ? Outcome.Rejected : Outcome.Fulfilled,
    );
    if (n === 5) program.end(end + 1, task, Outcome.Rejected);
    else {
      const read = program.call(end + 0.5, notes, task);
      program.wait(read, notesRead, end + 0.8, end + 6, program.future(end + 0.7, end + 5.8));
      program.end(end + 6.4, read);
      program.wait(task, userNotes, end + 1, end + 6.6, read);
      program.end(end + (slow ? 8 : 7.5), task);
    }
  }
  const watch = program.call(at + 12, audit, dash);
  program.wait(watch, connect, at + 14, null, program.future(at + 13, null));
  program.block(435, 506.5);
  const csv = program.call(436, parse, root);
  program.turn(435.8, 506.2, "TCP");
  program.end(506, csv);
  const group = program.all(at + 5, allSite, tasks);
  program.wait(dash, allSite, at + 5.2, 616, group);
  program.end(618, dash);
  program.end(624, root);
  return program.chunks(640, 1024);
}

/** A server: `requests` of them, `perRequest` awaits each, some at once. */
export function server(requests: number, perRequest: number, concurrency = 40): Uint8Array[] {
  const next = chance(11);
  const program = new Program("/app/src/server.ts");
  const handle = program.site(FUNCTION, 12, "handle");
  const names = ["readBody(request)", "sessions.get(token)", "db.query(sql)", "render(view)", "cache.set(key)"];
  const awaits = Array.from({ length: perRequest }, (_, i) =>
    program.site(AWAIT, 14 + i, names[i % names.length]!, handle),
  );
  const query = program.site(FUNCTION, 40, "query");
  const sends = program.site(AWAIT, 41, "pool.send(text)", query);
  const span = 60;
  for (let n = 0; n < requests; n++) {
    const from = (n / concurrency) * span + next() * span;
    const task = program.call(from, handle);
    let at = from + 0.05;
    for (const [i, site] of awaits.entries()) {
      const to = at + (span / perRequest) * (0.3 + next());
      let on = 0;
      if (i === 2) {
        on = program.call(at, query, task);
        program.wait(on, sends, at + 0.02, to - 0.05, 0);
        program.end(to - 0.03, on);
      }
      program.wait(task, site, at + 0.03, to, on);
      at = to + 0.05;
    }
    program.turn(from - 0.02, from + 0.05, "HTTPServerAsyncResource");
    program.end(at, task, n % 97 === 13 ? Outcome.Rejected : Outcome.Fulfilled);
  }
  return program.chunks((requests / concurrency) * span + 4 * span);
}
