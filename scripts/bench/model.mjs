// From the bytes of a trace to events, and to a model: a real trace of a million awaits.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ChunkReader, decodeEvents } from "../../src/format/decode.ts";
import { ChunkKind } from "../../src/format/spec.ts";
import { createModelBuilder } from "../../src/model/builder.ts";
import { figure, inFolder, interleave, nodes, output, program, recorded, tracedEnv } from "./lib.mjs";

/** @type {import("./lib.mjs").Measure["measure"]} */
export const measure = ({ quick }) =>
  inFolder(async (folder) => {
    const awaits = quick ? 20_000 : 1_000_000;
    const node = nodes.find(({ line }) => line === 24)?.path ?? process.execPath;
    const trace = join(folder, "many.awaitscope");
    output(node, [program("many.mjs"), String(awaits)], tracedEnv(trace, { cache: "", bufferBytes: 64 << 20 }));
    const { events, droppedEvents } = recorded(trace);
    const bytes = readFileSync(trace);
    const rate = (/** @type {() => void} */ work) => () => {
      const start = performance.now();
      work();
      return (performance.now() - start) / 1000;
    };
    const t = await interleave(quick ? 1 : 7, {
      decode: rate(() => decode(bytes)),
      model: rate(() => {
        const builder = createModelBuilder();
        builder.append(bytes);
        builder.finish();
      }),
    });
    const what = `${figure(events, "")} events of ${figure(awaits, "")} awaits`;
    const note = droppedEvents > 0 ? `${droppedEvents} events were dropped` : "";
    return [
      { what: "Decoding", floor: what, measured: figure(events / t.decode / 1e6, "M events/s"), budget: "–", note },
      { what: "Building the model", floor: what, measured: figure(events / t.model / 1e6, "M events/s"), budget: "–" },
    ];
  });

/** Every event into a sink that does nothing. */
function decode(/** @type {Uint8Array} */ bytes) {
  const ignore = () => {};
  /** @type {import("../../src/format/decode.ts").EventSink} */
  const events = {
    begin: ignore,
    call: ignore,
    end: ignore,
    suspend: ignore,
    resume: ignore,
    turn: ignore,
    turnEnd: ignore,
    group: ignore,
    future: ignore,
    settle: ignore,
    waitsOn: ignore,
    message: ignore,
    started: ignore,
    cause: ignore,
    made: ignore,
    follows: ignore,
  };
  const reader = new ChunkReader({
    chunk(chunk) {
      if (chunk.kind === ChunkKind.Events) decodeEvents(chunk.payload, chunk.eventCount, events);
    },
    damage: ignore,
  });
  reader.append(bytes);
  reader.finish();
}
