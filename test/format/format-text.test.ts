import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ChunkReader, decodeEvents, type EventSink } from "../../src/format/decode.ts";
import { EventEncoder } from "../../src/format/encode.ts";
import * as spec from "../../src/format/spec.ts";
import { resourceOfTurn } from "../../src/model/resource.ts";

const TEXT = readFileSync(new URL("../../src/format/FORMAT.md", import.meta.url), "utf8");

/** The bytes of the hex dump after the mark. */
function example(): Uint8Array {
  const lines = TEXT.slice(TEXT.indexOf("<!-- example -->")).matchAll(/^ {4}[0-9a-f]{4} {2}([0-9a-f ]+)$/gm);
  const hex = [...lines].flatMap(([, bytes = ""]) => bytes.trim().split(" "));
  return Uint8Array.from(hex, (byte) => Number.parseInt(byte, 16));
}

describe("FORMAT.md", () => {
  it("shows a chunk that the encoder writes", () => {
    const encoder = new EventEncoder(1000);
    encoder.turn(12.5, 1);
    encoder.call(12.5005, 7, 3, 5);
    encoder.future(12.6, 8, 0);
    encoder.suspend(12.6001, 7, 4, 8);
    encoder.turnEnd(12.7);
    encoder.turn(112.9, 1);
    encoder.settle(112.9001, 8, spec.Outcome.Fulfilled);
    encoder.turnEnd(112.95);
    encoder.resume(112.9501, 7, spec.Outcome.Fulfilled);
    encoder.end(112.96, 7, spec.Outcome.Fulfilled);
    const origin = { pid: 4711, thread: 0, sequence: 3, droppedEvents: 0 };
    expect(example()).toEqual(encoder.finish(origin).slice());
  });

  it("shows a chunk that reads as it says", () => {
    const told: string[] = [];
    let base = 0;
    const tell =
      (name: string) =>
      (ticks: number, ...fields: unknown[]) => {
        told.push([base + ticks / spec.TICKS_PER_MS, name, ...fields].join(" "));
      };
    const sink: EventSink = {
      begin: (baseMs) => {
        base = baseMs;
      },
      call: tell("call"),
      end: tell("end"),
      suspend: tell("suspend"),
      resume: tell("resume"),
      turn: tell("turn"),
      turnEnd: tell("turnEnd"),
      group: tell("group"),
      future: tell("future"),
      settle: tell("settle"),
      waitsOn: tell("waitsOn"),
      message: tell("message"),
      started: tell("started"),
      cause: tell("cause"),
      made: tell("made"),
      follows: tell("follows"),
    };
    const reader = new ChunkReader({
      chunk: ({ pid, sequence, payload, eventCount }) => {
        told.push(`chunk ${sequence} of ${pid}`);
        expect(decodeEvents(payload, eventCount, sink)).toBe(true);
      },
      damage: () => expect.unreachable(),
    });
    reader.append(example());
    reader.finish();
    expect(told).toEqual([
      "chunk 3 of 4711",
      "12.5 turn 1",
      "12.5005 call 7 3 5",
      "12.6 future 8 0",
      "12.6001 suspend 7 4 8",
      "12.7 turnEnd",
      "112.9 turn 1",
      "112.9001 settle 8 1",
      "112.95 turnEnd",
      "112.9501 resume 7 1",
      "112.96 end 7 1",
    ]);
  });

  it("lists every kind of chunk and event by its number", () => {
    for (const [name, kind] of [...Object.entries(spec.ChunkKind), ...Object.entries(spec.EventKind)]) {
      expect(TEXT).toMatch(new RegExp(`^\\| ${kind} \\| ${name} \\|`, "m"));
    }
    expect(TEXT).toContain(`version ${spec.FORMAT_VERSION}`);
    expect(TEXT).toContain(spec.MAX_PAYLOAD_BYTES.toLocaleString("en-US"));
  });

  it("lists what a turn's type stands for", () => {
    const rows = TEXT.slice(TEXT.indexOf("| label | names |")).matchAll(/^\| ([^|]+) \| (`.*`) \|$/gm);
    for (const [, label, names = ""] of rows) {
      for (const name of names.replaceAll("`", "").split(", ")) expect(resourceOfTurn(name)?.label, name).toBe(label);
    }
  });

  it("lists every header field at its offset", () => {
    const offsets = [...TEXT.matchAll(/^\| (\d+) \| (?:u16|u32|4 bytes) \|/gm)].map(([, offset]) => Number(offset));
    expect(offsets).toEqual(Object.values(spec.Header));
  });
});
