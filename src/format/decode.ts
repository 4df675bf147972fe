/** Reading a trace: chunks out of bytes, events out of a chunk, records out of a JSON chunk. See FORMAT.md. */
export type { Chunk, ChunkSink } from "./chunk-reader.ts";
export { ChunkReader } from "./chunk-reader.ts";
export type { EventSink } from "./events.ts";
export { decodeEvents } from "./events.ts";
export { readEnd, readExit, readLoss, readNames, readSites, readStart } from "./records.ts";
export type { TraceProblem } from "./trace-error.ts";
export { TraceError } from "./trace-error.ts";
