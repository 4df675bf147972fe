/** A trace as text: one line per event, with the names of sites and without times. */
import { ChunkReader, decodeEvents, type EventSink, readEnd, readNames, readSites } from "../../src/format/decode.ts";
import {
  CauseOf,
  ChunkKind,
  type EndRecord,
  MessageFlag,
  type SiteRecord,
  StartedKind,
} from "../../src/format/spec.ts";

export interface TraceText {
  /** `call 1 main` and so on, of all threads, in the order of the file. Tasks and objects are numbers. */
  readonly events: readonly string[];
  /** `Start 0`, `Events 0`, …: kind and thread of each chunk. */
  readonly chunks: readonly string[];
  readonly ends: readonly EndRecord[];
  readonly dropped: number;
  readonly damaged: number;
  /** Times of the events, milliseconds of their thread's clock. */
  readonly timesMs: readonly number[];
}

const OUTCOMES = ["pending", "fulfilled", "rejected", "unknown"];
const GROUPS = ["all", "allSettled", "race", "any"];
const KINDS = new Map<number, string>(Object.entries(ChunkKind).map(([name, kind]) => [kind, name]));

export function readTrace(bytes: Uint8Array): TraceText {
  const events: string[] = [];
  const timesMs: number[] = [];
  const chunks: string[] = [];
  const ends: EndRecord[] = [];
  const dropped = new Map<number, number>();
  const sites = new Map<string, SiteRecord>();
  const names = new Map<string, string>();
  let damaged = 0;
  let thread = 0;
  let baseMs = 0;

  const say = (ticks: number, text: string) => {
    timesMs.push(baseMs + ticks / 10_000);
    events.push(text);
  };
  const site = (number: number) => sites.get(`${thread}:${number}`)?.text ?? "?";
  const what = (on: number) => (on === -1 ? "value" : on === 0 ? "unknown" : `${on}`);
  const sink: EventSink = {
    begin: (ms) => {
      baseMs = ms;
    },
    call: (ticks, task, at, parent) => say(ticks, `call ${task} ${site(at)}${parent === 0 ? "" : ` by ${parent}`}`),
    end: (ticks, task, outcome) => say(ticks, `end ${task} ${OUTCOMES[outcome]}`),
    suspend: (ticks, task, at, on) => say(ticks, `suspend ${task} at ${site(at)} on ${what(on)}`),
    resume: (ticks, task, outcome) => say(ticks, `resume ${task} ${OUTCOMES[outcome]}`),
    turn: (ticks, type) => say(ticks, `turn ${names.get(`${thread}:${type}`)}`),
    turnEnd: (ticks) => say(ticks, "turn end"),
    group: (ticks, id, at, kind, members, count) =>
      say(
        ticks,
        `group ${id} ${GROUPS[kind]} at ${site(at)} of ${Array.from(members.subarray(0, count), what).join(" ")}`,
      ),
    future: (ticks, id) => say(ticks, `future ${id}`),
    settle: (ticks, id, outcome) => say(ticks, `settle ${id} ${OUTCOMES[outcome]}`),
    waitsOn: (ticks, task, on) => say(ticks, `waits ${task} on ${what(on)}`),
    message: (ticks, flags, channel, number) => {
      const way = (flags & MessageFlag.Received) === 0 ? "into" : "out of";
      const kind = (flags & MessageFlag.Ipc) === 0 ? "" : "ipc ";
      say(ticks, `message ${number} ${way} ${kind}${channel >>> 1}/${channel & 1}`);
    },
    started: (ticks, kind, number) =>
      say(ticks, `started ${kind === StartedKind.Worker ? "worker" : "process"} ${number}`),
    cause: (ticks, of, type, by, ageTicks, askedMs) =>
      say(
        ticks,
        [
          of === CauseOf.Turn ? "turn" : (names.get(`${thread}:${type}`) ?? "?"),
          "scheduled",
          ...(ageTicks < 0 ? [] : ["before"]),
          ...(by === 0 ? [] : [`by ${by}`]),
          ...(askedMs < 0 ? [] : [`asked ${askedMs}`]),
        ].join(" "),
      ),
    made: (ticks, id, at, from) => say(ticks, `made ${id} at ${site(at)}${from === 0 ? "" : ` from ${from}`}`),
    follows: (ticks, task, at, on) => say(ticks, `follows ${task} at ${site(at)} on ${what(on)}`),
  };

  const reader = new ChunkReader({
    chunk(chunk) {
      thread = chunk.thread;
      chunks.push(`${KINDS.get(chunk.kind)} ${thread}`);
      dropped.set(thread, chunk.droppedEvents);
      if (chunk.kind === ChunkKind.Events && !decodeEvents(chunk.payload, chunk.eventCount, sink)) damaged++;
      if (chunk.kind === ChunkKind.Sites) {
        const record = readSites(chunk.payload)!;
        for (const [index, entry] of record.sites.entries()) sites.set(`${thread}:${record.firstSite + index}`, entry);
      }
      if (chunk.kind === ChunkKind.Names) {
        const record = readNames(chunk.payload)!;
        for (const [index, name] of record.names.entries()) names.set(`${thread}:${record.firstName + index}`, name);
      }
      if (chunk.kind === ChunkKind.End) ends.push(readEnd(chunk.payload)!);
    },
    damage() {
      damaged++;
    },
  });
  if (bytes.length > 0) {
    reader.append(bytes);
    reader.finish();
  }
  return {
    events,
    chunks,
    ends,
    dropped: [...dropped.values()].reduce((sum, count) => sum + count, 0),
    damaged,
    timesMs,
  };
}
