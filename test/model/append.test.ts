import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TraceError } from "../../src/format/decode.ts";
import { createModelBuilder } from "../../src/model/builder.ts";
import { dumpModel } from "../../src/model/dump.ts";
import { dump } from "./build.ts";
import { checkModel } from "./check-model.ts";
import { randomTrace } from "./random-trace.ts";
import { concat, trace, traceChunks } from "./trace-language.ts";

const CHUNKS = traceChunks(randomTrace(1, { steps: 60 }));
const WHOLE = concat(CHUNKS);
const MODEL = dump(WHOLE);

describe("appending", () => {
  it("in pieces cut anywhere gives the model of the whole", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: WHOLE.length }), { maxLength: 40 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), WHOLE.length];
        const builder = createModelBuilder();
        for (let piece = 1; piece < at.length; piece++) builder.append(WHOLE.subarray(at[piece - 1], at[piece]));
        builder.finish();
        expect(dumpModel(builder.model).trim()).toBe(MODEL);
      }),
      { numRuns: 30 },
    );
  });

  it("is sound after every chunk, and tables only grow", () => {
    const builder = createModelBuilder();
    const { model } = builder;
    let rows = 0;
    for (const chunk of CHUNKS) {
      const version = model.version;
      expect(builder.append(chunk)).toBe(true);
      expect(model.version).toBe(version + 1);
      checkModel(model);
      expect(model.tasks.length + model.awaits.length).toBeGreaterThanOrEqual(rows);
      rows = model.tasks.length + model.awaits.length;
    }
  });

  it("says when nothing changed", () => {
    const builder = createModelBuilder();
    expect(builder.append(WHOLE.subarray(0, 20))).toBe(false);
    expect(builder.model.version).toBe(0);
    expect(builder.append(WHOLE.subarray(20))).toBe(true);
    expect(builder.model.version).toBe(1);
  });

  it("counts events and bytes", () => {
    const builder = createModelBuilder();
    builder.append(trace("file /a.ts\nsite f function 1:1 f\nthread main\n0 call 1 f\n1 end 1\nend 1"));
    expect(builder.model.events).toBe(2);
    builder.append(new Uint8Array(10));
    builder.finish();
    expect(builder.model.bytes).toBe(
      trace("file /a.ts\nsite f function 1:1 f\nthread main\n0 call 1 f\n1 end 1\nend 1").length + 10,
    );
    expect(builder.model.losses.damagedChunks).toBe(1);
  });

  it("nothing at all, or what is no trace, is an error", () => {
    expect(() => createModelBuilder().finish()).toThrow(TraceError);
    expect(() => createModelBuilder().append(new Uint8Array(100_000))).toThrow(TraceError);
  });
});

describe("the order of chunks", () => {
  it("does not matter within a while", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }), fc.nat(), (order, from) => {
        const at = from % (CHUNKS.length - 8);
        const mixed = [...CHUNKS.slice(0, at), ...order.map((step) => CHUNKS[at + step]!), ...CHUNKS.slice(at + 8)];
        expect(dump(concat(mixed))).toBe(MODEL);
      }),
      { numRuns: 30 },
    );
  });

  it("nor do chunks that are there twice", () => {
    expect(dump(concat(CHUNKS.flatMap((chunk) => [chunk, chunk])))).toBe(MODEL);
    expect(dump(concat([...CHUNKS, ...CHUNKS]))).toBe(MODEL);
  });

  it("of several threads may interleave in any way", () => {
    const sites = "file /a.ts\nsite f function 1:1 f\nsite a await 2:1 in f x\n";
    const one = traceChunks(
      `${sites}thread one pid 1\n0 call 1 f\ncut\n1 suspend 1 a on value\ncut\n5 resume 1\nend 6`,
    );
    const two = traceChunks(`${sites}thread two pid 2 started 1\n0 call 1 f\ncut\n3 suspend 1 a on value\nend 4`);
    const tasks = (bytes: Uint8Array) => dump(bytes).replaceAll(/#\d+/g, "").split("\n").sort();
    const expected = tasks(concat([...one, ...two]));
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), (turns) => {
        const queues = [one.slice(), two.slice()];
        const mixed = turns.flatMap((turn) => queues[turn ? 1 : 0]!.shift() ?? []);
        expect(tasks(concat([...mixed, ...queues[0]!, ...queues[1]!]))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});
