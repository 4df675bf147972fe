/** A thread that is terminated while it writes: whoever takes over writes every event, and none twice. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { EventKind, Outcome } from "../../src/format/spec.ts";
import { Drainer } from "../../src/runtime/drainer.ts";
import { createRingWriter } from "../../src/runtime/ring.ts";
import { CONTROL_BYTES, Control, controlOf, Owner, RECORD_BYTES } from "../../src/runtime/ring-memory.ts";
import { createChunkEncoder } from "../../src/runtime/ring-reader.ts";
import { identify, openTrace, TraceFile } from "../../src/runtime/trace-file.ts";
import { readTrace } from "./trace-text.ts";

const folder = mkdtempSync(join(tmpdir(), "awaitscope-drainer-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function setUp(name: string) {
  const path = join(folder, name);
  writeFileSync(path, "", { mode: 0o600 });
  const { fd, stat } = openTrace(path);
  const file = new TraceFile(fd, identify(stat));
  const buffer = new SharedArrayBuffer(CONTROL_BYTES + 64 * RECORD_BYTES);
  const memory = { buffer, controlAt: 0, recordsAt: CONTROL_BYTES, capacity: 64 };
  const drainer = (owner: Owner) => new Drainer({ memory, file, encoder: createChunkEncoder, pid: 1, owner });
  const ring = createRingWriter(memory, { check: () => Number.POSITIVE_INFINITY, makeRoom() {} });
  for (let id = 1; id <= 5; id++) ring.putAt(id, EventKind.End | (Outcome.Fulfilled << 4), id, 0);
  return { control: controlOf(memory), drainer, events: () => readTrace(readFileSync(path)).events };
}

const ALL = [1, 2, 3, 4, 5].map((id) => `end ${id} fulfilled`);

/** The control block as it is between the announcement of the first chunk and the word that it is written. */
function interrupt(control: Int32Array): void {
  control[Control.lock] = Owner.Thread;
  control[Control.sequence] = 0;
  control[Control.tail] = 0;
  control[Control.intent] = 1;
  control[Control.intentTail] = control[Control.head]!;
}

it("writes what was announced and did not come to be written", () => {
  const { control, drainer, events } = setUp("before");
  interrupt(control);
  const parent = drainer(Owner.Parent);
  parent.takeFrom(Owner.Thread);
  expect(parent.drainForGood()).toBe(true);
  expect(events()).toEqual(ALL);
  expect(control[Control.sequence]).toBe(1);
});

it("does not write again what was written, though nobody came to say so", () => {
  const { control, drainer, events } = setUp("after");
  drainer(Owner.Thread).drain();
  interrupt(control);
  const parent = drainer(Owner.Parent);
  parent.takeFrom(Owner.Thread);
  expect(parent.drainForGood()).toBe(true);
  expect(events()).toEqual(ALL);
  expect(control[Control.sequence]).toBe(1);
});

it("leaves a lock alone that somebody else holds", () => {
  const { control, drainer, events } = setUp("other");
  interrupt(control);
  const parent = drainer(Owner.Parent);
  parent.takeFrom(Owner.Drain);
  expect(parent.drainForGood()).toBe(false);
  expect(events()).toEqual([]);
});
