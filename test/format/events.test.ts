import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32 } from "../../src/format/crc.ts";
import { decodeEvents, type EventSink } from "../../src/format/decode.ts";
import { EventEncoder } from "../../src/format/encode.ts";
import { type CauseOf, type GroupKind, HEADER_BYTES, type Outcome, type StartedKind } from "../../src/format/spec.ts";

type Recorded = readonly (string | number | readonly number[])[];

/** Collects what the decoder tells, times as ticks of the thread's clock. */
class Recorder implements EventSink {
  readonly events: Recorded[] = [];
  #base = 0;
  begin(baseMs: number) {
    this.#base = Math.round(baseMs * 10_000);
  }
  #put(ticks: number, ...event: Recorded) {
    this.events.push([this.#base + ticks, ...event]);
  }
  call(ticks: number, ...rest: number[]) {
    this.#put(ticks, "call", ...rest);
  }
  end(ticks: number, ...rest: number[]) {
    this.#put(ticks, "end", ...rest);
  }
  suspend(ticks: number, ...rest: number[]) {
    this.#put(ticks, "suspend", ...rest);
  }
  resume(ticks: number, ...rest: number[]) {
    this.#put(ticks, "resume", ...rest);
  }
  turn(ticks: number, type: number) {
    this.#put(ticks, "turn", type);
  }
  turnEnd(ticks: number) {
    this.#put(ticks, "turnEnd");
  }
  group(ticks: number, id: number, site: number, kind: number, members: Int32Array, count: number) {
    this.#put(ticks, "group", id, site, kind, Array.from(members.subarray(0, count)));
  }
  future(ticks: number, ...rest: number[]) {
    this.#put(ticks, "future", ...rest);
  }
  settle(ticks: number, ...rest: number[]) {
    this.#put(ticks, "settle", ...rest);
  }
  waitsOn(ticks: number, ...rest: number[]) {
    this.#put(ticks, "waitsOn", ...rest);
  }
  message(ticks: number, ...rest: number[]) {
    this.#put(ticks, "message", ...rest);
  }
  started(ticks: number, ...rest: number[]) {
    this.#put(ticks, "started", ...rest);
  }
  cause(ticks: number, ...rest: number[]) {
    this.#put(ticks, "cause", ...rest);
  }
  made(ticks: number, ...rest: number[]) {
    this.#put(ticks, "made", ...rest);
  }
  follows(ticks: number, ...rest: number[]) {
    this.#put(ticks, "follows", ...rest);
  }
}

const id = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 0x7fff_ffff }));
const site = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 1 << 24 }));
const on = fc.oneof(fc.constant(-1), fc.constant(0), id);
const uint32 = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 0xffff_ffff }));
const outcome = fc.integer({ min: 0, max: 3 });
const ago = fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 2 ** 33 }));
const asked = fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 0x7fff_ffff }));
const event = fc.oneof(
  fc.tuple(fc.constant("call"), id, site, fc.integer({ min: 0, max: 300 })).filter(([, task, , by]) => by < task),
  fc.tuple(fc.constant("end"), id, outcome),
  fc.tuple(fc.constant("suspend"), id, site, on),
  fc.tuple(fc.constant("resume"), id, outcome),
  fc.tuple(fc.constant("turn"), site),
  fc.tuple(fc.constant("turnEnd")),
  fc.tuple(fc.constant("group"), id, site, outcome, fc.array(id)),
  fc.tuple(fc.constant("future"), id, site),
  fc.tuple(fc.constant("settle"), id, outcome),
  fc.tuple(fc.constant("waitsOn"), id, on),
  fc.tuple(fc.constant("message"), outcome, uint32, uint32),
  fc.tuple(fc.constant("started"), fc.integer({ min: 0, max: 1 }), uint32),
  fc.tuple(fc.constant("cause"), fc.integer({ min: 0, max: 1 }), site, fc.oneof(fc.constant(0), id), ago, asked),
  fc.tuple(fc.constant("made"), id, site, fc.oneof(fc.constant(0), id)),
  fc.tuple(fc.constant("follows"), id, site, on),
);
const timed = fc.tuple(fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 2 ** 41 })), event);

function encode(encoder: EventEncoder, ms: number, [name, ...fields]: readonly unknown[]): void {
  const [a = 0, b = 0, c = 0] = fields as number[];
  const waited = (value: number) => (value < 0 ? null : value);
  if (name === "call") encoder.call(ms, a, b, c);
  else if (name === "end") encoder.end(ms, a, b as Outcome);
  else if (name === "suspend") encoder.suspend(ms, a, b, waited(c));
  else if (name === "resume") encoder.resume(ms, a, b as Outcome);
  else if (name === "turn") encoder.turn(ms, a);
  else if (name === "turnEnd") encoder.turnEnd(ms);
  else if (name === "future") encoder.future(ms, a, b);
  else if (name === "settle") encoder.settle(ms, a, b as Outcome);
  else if (name === "waitsOn") encoder.waitsOn(ms, a, waited(b));
  else if (name === "message") encoder.message(ms, a, b, c);
  else if (name === "started") encoder.started(ms, a as StartedKind, b);
  else if (name === "made") encoder.made(ms, a, b, c);
  else if (name === "follows") encoder.follows(a, b, waited(c));
  else if (name === "cause") {
    const [age, asked] = [Number(fields[3]), Number(fields[4])];
    encoder.cause(a as CauseOf, b, c, age, asked < 0 ? null : asked);
  } else {
    const members = fields[3] as number[];
    encoder.group(ms, a, b, c as GroupKind, members.length, (at) => members[at]!);
  }
}

describe("events", () => {
  it("come out as they went in, times to the tick", () => {
    fc.assert(
      fc.property(fc.array(timed, { minLength: 1, maxLength: 50 }), (events) => {
        const encoder = new EventEncoder(1 << 17);
        const expected: Recorded[] = [];
        let ticks = 0;
        for (const [dt, event] of events) {
          // These two have the time of the event before them.
          if (event[0] !== "cause" && event[0] !== "follows") ticks += dt;
          encode(encoder, ticks / 10_000, event);
          expected.push([ticks, ...event]);
        }
        const recorder = new Recorder();
        const payload = encoder.finish({ pid: 1, thread: 0, sequence: 0, droppedEvents: 0 }).subarray(HEADER_BYTES);
        expect(decodeEvents(payload, events.length, recorder)).toBe(true);
        expect(recorder.events).toEqual(expected);
      }),
    );
  });

  it("of two threads through one encoder keep their own clocks, however far apart", () => {
    const encoder = new EventEncoder(1 << 10);
    const recorder = new Recorder();
    const chunk = (thread: number, timesMs: readonly number[]) => {
      for (const ms of timesMs) encoder.turnEnd(ms);
      const bytes = encoder.finish({ pid: 1, thread, sequence: 0, droppedEvents: 0 });
      expect(decodeEvents(bytes.subarray(HEADER_BYTES), timesMs.length, recorder)).toBe(true);
    };
    chunk(0, [5_000_000, 5_000_001]);
    chunk(1, [3, 4]);
    // Within one thread a time never turns back.
    chunk(0, [5_000_002, 5_000_001.5]);
    const ms = [5_000_000, 5_000_001, 3, 4, 5_000_002, 5_000_002];
    expect(recorder.events.map(([ticks]) => Number(ticks) / 10_000)).toEqual(ms);
  });

  const payload = (bytes: number[]) => Uint8Array.from([...new Uint8Array(8), ...bytes]);

  it.each<[string, number[], number, number]>([
    ["a kind that is not known", [0, 0], 1, 0],
    ["fewer events than stated", [6, 0], 2, 0],
    ["more bytes than the stated events", [6, 0, 6, 0], 1, 1],
    ["a number that does not end", [6, 0, 5, 0, 0xff], 2, 1],
    ["a number of more than 53 bits", [6, ...Array(7).fill(0xff), 0x7f], 1, 0],
    ["an id below 0", [2, 0, 1], 1, 0],
    ["an id of more than 31 bits", [2, 0, 0xff, 0xff, 0xff, 0xff, 0x7f], 1, 0],
    ["a group of more members than bytes", [7, 0, 2, 1, 100, 0], 1, 0],
    ["a channel of more than 32 bits", [14, 0, 0xff, 0xff, 0xff, 0xff, 0x1f, 1], 1, 0],
    ["a parent that comes after its task", [1, 0, 2, 1, 5], 1, 0],
  ])("stop at %s", (_, bytes, count, sound) => {
    const recorder = new Recorder();
    expect(decodeEvents(payload(bytes), count, recorder)).toBe(false);
    expect(recorder.events).toHaveLength(sound);
  });

  it("stop at a time that is none", () => {
    for (const baseMs of [Number.NaN, -1, Number.POSITIVE_INFINITY, 1e300]) {
      const bytes = payload([6, 0]);
      new DataView(bytes.buffer).setFloat64(0, baseMs, true);
      expect(decodeEvents(bytes, 1, new Recorder())).toBe(false);
    }
    expect(decodeEvents(new Uint8Array(3), 0, new Recorder())).toBe(false);
  });

  it("ignore flag bits that have no meaning yet", () => {
    const recorder = new Recorder();
    expect(decodeEvents(payload([0xc2 | 0x10, 0, 2]), 1, recorder)).toBe(true);
    expect(recorder.events).toEqual([[0, "end", 1, 1]]);
  });
});

describe("CRC-32", () => {
  it("is the well-known one", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array(0))).toBe(0);
  });

  it("is the one that is made bit by bit, over any stretch", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(20), (bytes, from) => {
        const start = Math.min(from, bytes.length);
        expect(crc32(bytes, start)).toBe(slowCrc32(bytes.subarray(start)));
      }),
    );
  });
});

function slowCrc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
