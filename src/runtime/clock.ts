/**
 * The clock of this thread: the machine's, `process.hrtime.bigint`, counted from the seconds before the thread began, so that
 * times are small however long the machine has run. The BigInt never comes to be where the engine has compiled the reading;
 * what is left is a store of 64 bits. `performance.now` reads the same clock, and first asks whether it was called on a
 * Performance, which is a call of its own (8 to 15 ns of 50), then divides and makes a number, which has to be put on the
 * heap wherever it is handed on.
 *
 * What was read last stays on the clock's face, and records are stamped with it: no time is handed around.
 */
import { node } from "./intrinsics.ts";

export interface ClockFace {
  /** Nanoseconds of the last reading: its halves are at LOW and HIGH. */
  readonly face: Int32Array;
  readonly LOW: 0 | 1;
  readonly HIGH: 0 | 1;
  /** The high half that this thread's milliseconds are counted from. */
  readonly ZERO: number;
}

const MS_PER_HIGH = 2 ** 32 / 1e6;

function createClock(): { readonly clockFace: ClockFace; readonly readClock: () => void } {
  const { hrtime } = node;
  const time = new BigInt64Array(1);
  const isLittleEndian = new Uint8Array(Int32Array.of(1).buffer)[0] === 1;
  const face = new Int32Array(time.buffer);
  const [LOW, HIGH] = isLittleEndian ? ([0, 1] as const) : ([1, 0] as const);
  const readClock = () => {
    time[0] = hrtime();
  };
  readClock();
  return { clockFace: { face, LOW, HIGH, ZERO: face[HIGH]! }, readClock };
}

export const { clockFace, readClock } = createClock();

/** What the machine's clock shows when this thread's stands at zero, milliseconds. */
export const clockZeroMs = toMs(clockFace.ZERO, 0);

/** Milliseconds of this thread's clock. */
export function clockMs(): number {
  readClock();
  return shownMs();
}

/** The last reading as {@link clockMs}. */
export function shownMs(): number {
  const { face, LOW, HIGH, ZERO } = clockFace;
  return toMs(face[HIGH]! - ZERO, face[LOW]!);
}

/** Milliseconds that the halves of a reading stand for. */
export function toMs(high: number, low: number): number {
  return high * MS_PER_HIGH + (low >>> 0) * 1e-6;
}

/** Puts an earlier time on the face. */
export function showMs(ms: number): void {
  const { face, LOW, HIGH, ZERO } = clockFace;
  const high = Math.floor(ms / MS_PER_HIGH);
  face[HIGH] = high + ZERO;
  face[LOW] = Math.round((ms - high * MS_PER_HIGH) * 1e6);
}
