/**
 * The drain worker: every 10 ms it appends to the trace file what the program's threads recorded. It is a thread of its
 * own so that a program that never returns to its event loop, or is killed, still leaves its events behind.
 */
import { workerData } from "node:worker_threads";
import type { EventEncoder } from "../format/encode.ts";
import { Drainer } from "./drainer.ts";
import { DrainState, Pool } from "./pool.ts";
import { Control, controlOf, Owner } from "./ring.ts";
import { createChunkEncoder } from "./ring-reader.ts";
import { TraceFile } from "./trace-file.ts";

const PERIOD_MS = 10;

const pool = new Pool(workerData as SharedArrayBuffer);
const file = new TraceFile(pool.fd, pool.file);
let shared: EventEncoder | undefined;
const encoder = () => (shared ??= createChunkEncoder());
/** Only x64 makes stores visible in order: elsewhere a record is read one look after it was published. */
const inOrder = process.arch === "x64";

const rings = Array.from({ length: pool.slots }, (_, slot) => {
  const memory = pool.ring(slot);
  const drainer = new Drainer({ memory, file, encoder, pid: pool.pid, owner: Owner.Drain });
  return { control: controlOf(memory), drainer, published: 0 };
});

function drainAll(): void {
  for (const ring of rings) {
    const { control, drainer } = ring;
    if (Atomics.load(control, Control.inUse) === 0 || Atomics.load(control, Control.held) === 1) {
      ring.published = 0;
      continue;
    }
    if (Atomics.load(control, Control.closed) === 1) continue;
    const head = drainer.head();
    if (head !== Atomics.load(control, Control.tail)) drainer.drain(inOrder ? head : ring.published);
    ring.published = head;
  }
}

const owner = rings[0]!.control;
const timer = setInterval(() => {
  if (Atomics.load(owner, Control.closed) === 1) clearInterval(timer);
  else drainAll();
}, PERIOD_MS);
pool.drain = DrainState.Up;
drainAll();
