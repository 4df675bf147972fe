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
import { GIVE_BACK_ROUNDS, giveBackMemory } from "./give-back-memory.ts";
import { DrainState, Pool } from "./pool.ts";
import { Control, controlOf, Owner } from "./ring-memory.ts";
import { createChunkEncoder } from "./ring-reader.ts";
import { TraceFile } from "./trace-file.ts";

/** Between two looks; less where a thread would have filled more than half of its ring by then. */
const PERIOD_MS = 10;
const MOST_FULL = 1 / 2;
const LEAST_REST_MS = 0.5;
/** Looks in a row without a record before it sleeps. */
const WAKEFUL_LOOKS = 5;
/** How long a record may wait whose thread was stopped, for longer than a look takes, between calling and writing. */
const SLEEP_MS = 100;
/** Programs that end sooner are left alone. */
const TIDY_AFTER_MS = 1000;

const pool = new Pool(workerData as SharedArrayBuffer);
const file = new TraceFile(pool.fd, pool.file);
let shared: EventEncoder | undefined;
const encoder = () => (shared ??= createChunkEncoder());
/** Only x64 makes stores visible in order: elsewhere a record is read one look after it was published. */
const inOrder = process.arch === "x64";

const rings = Array.from({ length: pool.slots }, (_, slot) => {
  const memory = pool.ring(slot);
  const drainer = new Drainer({ memory, file, encoder, pid: pool.pid, owner: Owner.Drain });
  return { control: controlOf(memory), drainer, capacity: memory.capacity, published: 0 };
});

/** Returns what share of a ring was recorded since the last look, of the ring where that is most. */
function drainAll(): number {
  let most = 0;
  for (const ring of rings) {
    const { control, drainer, capacity } = ring;
    if (Atomics.load(control, Control.inUse) === 0 || Atomics.load(control, Control.held) === 1) {
      ring.published = 0;
      continue;
    }
    if (Atomics.load(control, Control.closed) === 1) continue;
    const head = drainer.head();
    if (head !== Atomics.load(control, Control.tail)) {
      most = Math.max(most, ((head - ring.published) >>> 0) / capacity);
      drainer.drain(inOrder ? head : ring.published);
    }
    ring.published = head;
  }
  return most;
}

const owner = rings[0]!.control;
let idleLooks = 0;
let lookedAt = performance.now();
let untidy = GIVE_BACK_ROUNDS;
pool.drain = DrainState.Up;
while (Atomics.load(owner, Control.closed) === 0) {
  const now = performance.now();
  const share = drainAll();
  const rest = restMs(share, now - lookedAt);
  lookedAt = now;
  idleLooks = share > 0 ? 0 : idleLooks + 1;
  if (untidy > 0 && now > TIDY_AFTER_MS) {
    untidy -= 1;
    tidy();
    lookedAt = performance.now();
  }
  if (idleLooks < WAKEFUL_LOOKS) pool.rest(rest);
  else {
    if (sleep()) idleLooks = 0;
    lookedAt = performance.now();
  }
}

/** Between two drains, since nobody else drains meanwhile unless it takes long. */
function tidy(): void {
  pool.drain = DrainState.Tidying;
  giveBackMemory();
  drainAll();
  pool.drain = DrainState.Up;
}

/** Until a ring is half full, at the pace at which this share of it was recorded in the last `ms` milliseconds. */
function restMs(share: number, ms: number): number {
  return share === 0 ? PERIOD_MS : Math.max(LEAST_REST_MS, Math.min(PERIOD_MS, (ms * MOST_FULL) / share));
}

/** Returns whether a thread has called. */
function sleep(): boolean {
  if (idleLooks > WAKEFUL_LOOKS) return pool.sleep(SLEEP_MS);
  pool.fallAsleep();
  // Not long yet: a thread that saw it awake may not have written its record.
  return pool.sleep(PERIOD_MS);
}
