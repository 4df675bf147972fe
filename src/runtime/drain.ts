/**
 * The drain worker: every 10 ms it appends to the trace file what the program's threads recorded. It is a thread of its
 * own so that a program that never returns to its event loop, or is killed, still leaves its events behind.
 *
 * It blocks between two looks and has no event loop: a timer took 0.2 ms of processor time each, 1.8 % of a core in a
 * program that does nothing. Where nothing comes for a while it sleeps until a thread calls it, which every thread does
 * before a record that comes {@link LOOK_MS} after the last one or later.
 */
import { workerData } from "node:worker_threads";
import type { EventEncoder } from "../format/encode.ts";
import { Drainer } from "./drainer.ts";
import { DrainState, Pool } from "./pool.ts";
import { Control, controlOf, Owner } from "./ring-memory.ts";
import { createChunkEncoder } from "./ring-reader.ts";
import { TraceFile } from "./trace-file.ts";

const PERIOD_MS = 10;
/** Looks in a row without a record before it sleeps. */
const WAKEFUL_LOOKS = 5;
/** How long a record may wait whose thread was stopped, for longer than a look takes, between calling and writing. */
const SLEEP_MS = 100;

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

/** Returns whether there was anything to drain. */
function drainAll(): boolean {
  let hasDrained = false;
  for (const ring of rings) {
    const { control, drainer } = ring;
    if (Atomics.load(control, Control.inUse) === 0 || Atomics.load(control, Control.held) === 1) {
      ring.published = 0;
      continue;
    }
    if (Atomics.load(control, Control.closed) === 1) continue;
    const head = drainer.head();
    if (head !== Atomics.load(control, Control.tail)) {
      hasDrained = true;
      drainer.drain(inOrder ? head : ring.published);
    }
    ring.published = head;
  }
  return hasDrained;
}

const owner = rings[0]!.control;
let idleLooks = 0;
pool.drain = DrainState.Up;
while (Atomics.load(owner, Control.closed) === 0) {
  idleLooks = drainAll() ? 0 : idleLooks + 1;
  if (idleLooks < WAKEFUL_LOOKS) pool.rest(PERIOD_MS);
  else if (sleep()) idleLooks = 0;
}

/** Returns whether a thread has called. */
function sleep(): boolean {
  if (idleLooks > WAKEFUL_LOOKS) return pool.sleep(SLEEP_MS);
  pool.fallAsleep();
  // Not long yet: a thread that saw it awake may not have written its record.
  return pool.sleep(PERIOD_MS);
}
