/** A thread's place in the memory of its process: made by the first recorded thread, handed to workers as they start. */
import { getEnvironmentData, isMainThread, setEnvironmentData, threadId } from "node:worker_threads";
import { claimOwn, createPool, DrainState, LONER_SHARE, Pool } from "./pool.ts";
import { createThreadIds, type ThreadIds } from "./thread-ids.ts";
import { identify, openTrace } from "./trace-file.ts";

/** Node clones what stands under this key for each new worker; only a reader of the key sees it. */
const KEY = "awaitscope.pool";

/** What a thread leaves for the workers that it makes. */
interface Handed {
  readonly memory: SharedArrayBuffer;
  readonly parent: number;
}

export interface Seat {
  readonly pool: Pool;
  /** This thread's number, 0 for the main thread; see thread-ids.ts. */
  readonly thread: number;
  readonly threadIds: ThreadIds;
  readonly slot: number;
  /** This thread made the pool: it has the drain worker. */
  readonly isOwner: boolean;
}

/** In a thread that does not record: how its process's threads are numbered; null where none of those above it records. */
export function handedThreadIds(): ThreadIds | null {
  const handed = getEnvironmentData(KEY) as Handed | undefined;
  return handed === undefined ? null : threadIdsOf(new Pool(handed.memory));
}

function threadIdsOf(pool: Pool): ThreadIds {
  return createThreadIds(() => pool.drainThread);
}

/** Throws where the trace cannot be opened. */
export function joinPool(trace: string, bufferBytes: number): Seat {
  const handed = isMainThread ? undefined : (getEnvironmentData(KEY) as Handed | undefined);
  if (handed !== undefined) {
    const pool = new Pool(handed.memory);
    const threadIds = threadIdsOf(pool);
    const thread = threadIds.shown(threadId);
    setEnvironmentData(KEY, { memory: handed.memory, parent: thread });
    const slot = pool.claim(thread, handed.parent);
    if (slot >= 0) return { pool, thread, threadIds, slot, isOwner: false };
    return { ...ownPool(trace, bufferBytes * LONER_SHARE, thread, true), thread, threadIds };
  }
  const thread = isMainThread ? 0 : threadId;
  const seat = ownPool(trace, bufferBytes, thread, false);
  setEnvironmentData(KEY, { memory: seat.pool.memory, parent: thread });
  return { ...seat, thread, threadIds: threadIdsOf(seat.pool) };
}

type Place = Pick<Seat, "pool" | "slot" | "isOwner">;

function ownPool(trace: string, bufferBytes: number, thread: number, isLoner: boolean): Place {
  const { fd, stat } = openTrace(trace);
  const pool = createPool({ bufferBytes, fd, file: identify(stat), pid: process.pid, isLoner });
  claimOwn(pool, thread);
  // A loner drains by itself: with a drain worker each, a thousand threads would be two thousand.
  if (isLoner) pool.drain = DrainState.Impossible;
  return { pool, slot: 0, isOwner: !isLoner };
}
