import type { Chunk } from "../format/decode.ts";
import {
  ChunkReader,
  decodeEvents,
  readEnd,
  readExit,
  readLoss,
  readNames,
  readSites,
  readStart,
} from "../format/decode.ts";
import { ChunkKind, type LossRecord, type StartRecord } from "../format/spec.ts";
import { Axis } from "./axis.ts";
import { Links } from "./links.ts";
import { Names } from "./names.ts";
import { Processes } from "./processes.ts";
import { Sequence } from "./sequence.ts";
import { Sites } from "./sites.ts";
import { Tables } from "./tables.ts";
import { ThreadBuilder } from "./thread-builder.ts";
import { wholeTicks } from "./ticks.ts";
import type { Losses, Model, ModelBuilder } from "./types.ts";

/** An empty model that grows with the bytes of a trace. */
export function createModelBuilder(): ModelBuilder {
  const model = new TraceModel();
  const reader = new ChunkReader({
    chunk: (chunk) => model.addChunk(chunk),
    damage: () => model.addDamage(),
  });
  const changes = (read: () => void): boolean => {
    const before = model.changes;
    try {
      read();
    } finally {
      model.bytes = reader.bytes;
      if (model.changes !== before) model.version++;
    }
    return model.changes !== before;
  };
  return {
    model,
    append: (bytes) => changes(() => reader.append(bytes)),
    finish: () => {
      changes(() => {
        try {
          reader.finish();
        } finally {
          model.finish();
        }
      });
    },
  };
}

/** One thread's chunks on their way into the tables. */
interface Stream {
  readonly sequence: Sequence;
  /** Null until its first chunk. */
  builder: ThreadBuilder | null;
  thread: number;
  start: StartRecord | null;
}

class TraceModel implements Model {
  version = 0;
  changes = 0;
  bytes = 0;
  events = 0;
  readonly #axis = new Axis();
  readonly #processes = new Processes();
  readonly #sites = new Sites();
  readonly #names = new Names();
  readonly #tables = new Tables();
  readonly #links = new Links(this.#tables, (thread, start) => {
    this.threads[thread]!.startedBy = start;
  });
  readonly #builders: ThreadBuilder[] = [];
  /** By pid and thread; the last one where a pid was used again. */
  readonly #streams = new Map<string, Stream>();
  readonly #uninstrumented = new Map<string, LossRecord>();
  #damaged = 0;
  #missing = 0;

  get processes() {
    return this.#processes.all;
  }
  get threads() {
    return this.#processes.threads;
  }
  get sites() {
    return this.#sites.all;
  }
  get names() {
    return this.#names.all;
  }
  get tasks() {
    return this.#tables.tasks;
  }
  get awaits() {
    return this.#tables.awaits;
  }
  get futures() {
    return this.#tables.futures;
  }
  get groups() {
    return this.#tables.groups;
  }
  get turns() {
    return this.#tables.turns;
  }
  get starts() {
    return this.#tables.starts;
  }
  get messages() {
    return this.#tables.messages;
  }
  get causes() {
    return this.#tables.causes;
  }
  get endMs() {
    return this.threads.reduce((latest, { lastMs }) => Math.max(latest, lastMs), 0);
  }
  get wallStartMs() {
    return this.#axis.wallMs;
  }
  get complete() {
    return this.#processes.complete;
  }
  get losses(): Losses {
    return {
      droppedEvents: this.#processes.droppedEvents,
      damagedChunks: this.#damaged,
      missingChunks: this.#missing,
      uninstrumented: [...this.#uninstrumented.values()],
    };
  }

  addDamage(): void {
    this.#damaged++;
    this.changes++;
  }

  addChunk(chunk: Chunk): void {
    this.changes++;
    if (chunk.kind === ChunkKind.Exit) {
      this.#expect(readExit(chunk.payload), (record) => this.#processes.exit(record));
    } else {
      this.#streamOf(chunk).sequence.add(chunk);
    }
  }

  finish(): void {
    for (const stream of this.#streams.values()) stream.sequence.finish();
    this.#builders.forEach((builder, thread) => {
      if (this.#processes.endIsKnown(thread)) builder.finish(this.#processes.threads[thread]!.end);
      else builder.lose();
    });
    this.changes++;
  }

  #streamOf(chunk: Chunk): Stream {
    const key = `${chunk.pid}:${chunk.thread}`;
    const known = this.#streams.get(key);
    if (known !== undefined && !this.#isAnother(known, chunk)) return known;
    known?.sequence.finish();
    const stream: Stream = {
      builder: null,
      thread: -1,
      start: null,
      sequence: new Sequence(
        (next) => this.#take(stream, next),
        (count) => this.#miss(stream, count),
      ),
    };
    this.#streams.set(key, stream);
    return stream;
  }

  /** A start that is not the stream's own: the pid was used again, or the program replaced itself. */
  #isAnother(stream: Stream, chunk: Chunk): boolean {
    if (chunk.kind !== ChunkKind.Start || stream.start === null) return false;
    const start = readStart(chunk.payload);
    return start !== null && start.anchor.monotonicNs !== stream.start.anchor.monotonicNs;
  }

  #miss(stream: Stream, count: number): void {
    this.#missing += count;
    stream.builder?.lose();
  }

  #take(stream: Stream, chunk: Chunk): void {
    const { payload } = chunk;
    if (chunk.kind === ChunkKind.Start && stream.builder === null) {
      this.#expect(readStart(payload), (start) => this.#open(stream, start, this.#place(start)));
      return;
    }
    const builder = stream.builder ?? this.#open(stream, guessStart(chunk), false);
    this.#countDropped(stream, chunk);
    switch (chunk.kind) {
      case ChunkKind.Sites:
        this.#expect(readSites(payload), (record) => builder.addSites(record));
        break;
      case ChunkKind.Names:
        this.#expect(readNames(payload), (record) => builder.addNames(record));
        break;
      case ChunkKind.Events:
        this.#addEvents(builder, chunk);
        this.threads[stream.thread]!.openTurn = builder.openTurn;
        break;
      case ChunkKind.Loss:
        this.#expect(readLoss(payload), (record) => this.#uninstrumented.set(lossKey(record), record));
        break;
      case ChunkKind.End:
        this.#expect(readEnd(payload), (record) => {
          this.#processes.end(stream.thread, record);
          builder.aliveAt(record.clockMs);
        });
        break;
    }
    this.threads[stream.thread]!.lastMs = builder.lastMs;
  }

  #addEvents(builder: ThreadBuilder, chunk: Chunk): void {
    if (decodeEvents(chunk.payload, chunk.eventCount, builder)) {
      this.events += chunk.eventCount;
    } else {
      this.#damaged++;
      builder.lose();
    }
  }

  #countDropped(stream: Stream, chunk: Chunk): void {
    const thread = this.threads[stream.thread]!;
    if (chunk.droppedEvents <= thread.droppedEvents) return;
    thread.droppedEvents = chunk.droppedEvents;
    stream.builder?.lose();
  }

  /** `isPlaced`: the start's anchor tells where the thread is on the axis. */
  #open(stream: Stream, start: StartRecord, isPlaced: boolean): ThreadBuilder {
    stream.start = start;
    stream.thread = this.#processes.addThread(start, !isPlaced);
    const shared = { tables: this.#tables, sites: this.#sites, names: this.#names, links: this.#links };
    const clockAtZeroMs = isPlaced ? this.#axis.clockAtZeroMs(start.anchor) : null;
    stream.builder = new ThreadBuilder(shared, stream.thread, start, clockAtZeroMs);
    if (start.startedBy) this.#links.addThread(stream.thread, start.startedBy);
    this.#builders.push(stream.builder);
    return stream.builder;
  }

  /** Makes sure that the axis holds `start`; false where it cannot. */
  #place({ anchor }: StartRecord): boolean {
    if (!this.#axis.fits(anchor)) return false;
    // Whole ticks, so that rows and what comes after them move alike.
    const earlierMs = wholeTicks(this.#axis.include(anchor));
    if (earlierMs > 0) {
      this.#tables.shift(earlierMs);
      this.#builders.forEach((builder, thread) => {
        builder.shift(earlierMs);
        this.threads[thread]!.lastMs = builder.lastMs;
      });
    }
    return true;
  }

  #expect<T>(record: T | null, use: (record: T) => void): void {
    if (record === null) this.#damaged++;
    else use(record);
  }
}

function lossKey({ file, reason }: LossRecord): string {
  return `${file}\n${reason}`;
}

/** What a chunk tells of its thread when the start is lost. */
function guessStart({ pid, thread }: Chunk): StartRecord {
  return {
    pid,
    parentPid: 0,
    thread,
    threadKind: thread === 0 ? "main" : "worker",
    file: "",
    command: "",
    cwd: "",
    runtime: "",
    platform: "",
    anchor: { clockMs: 0, monotonicNs: "0", wallMs: 0 },
    turns: "none",
  };
}
