/**
 * The trace file from the side of a program that writes it: opened once, never created, never followed through a
 * symlink, appended to with one write per chunk.
 *
 * Policy for a write that fails (disk full, file gone): one attempt. A chunk that could not be written is lost and
 * its events are counted; the next chunk is tried afresh. A part of a chunk that went to the disk is left for the
 * reader to skip.
 */
import { type BigIntStats, constants } from "node:fs";
import type { ChunkOrigin } from "../format/encode.ts";
import { CHUNK_MAGIC, HEADER_BYTES, Header } from "../format/spec.ts";
import { asIntN, node } from "./intrinsics.ts";

/** An open trace file. */
export interface OpenTrace {
  readonly fd: number;
  readonly stat: BigIntStats;
}

/**
 * Opens `path` for appending. Throws what the file system says, or a reason of ours. The path comes from the
 * environment, which anyone may have set who started the program: a file that is not a trace, or another user's, is
 * never written to, and neither is what only looks like a file of ours (a link, a pipe, a device).
 */
export function openTrace(path: string): OpenTrace {
  const { O_RDWR, O_APPEND, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const fd = node.openSync(path, O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK);
  const stat = node.fstatSync(fd, { bigint: true });
  const reason = refusal(fd, stat);
  if (reason === null) return { fd, stat };
  node.closeSync(fd);
  throw new Error(`The trace ${path} ${reason}`);
}

/** Why nothing may be appended to an open file; null for a trace or an empty file of this user's. */
function refusal(fd: number, stat: BigIntStats): string | null {
  if (!stat.isFile()) return "is not a regular file.";
  if (process.geteuid !== undefined && stat.uid !== BigInt(process.geteuid())) return "belongs to another user.";
  if (stat.nlink > 1n) return "has a second name.";
  if (stat.size > 0n && !startsAsTrace(fd)) return "exists and is not a trace.";
  return null;
}

function startsAsTrace(fd: number): boolean {
  const start = new Uint8Array(4);
  return node.readSync(fd, start, 0, 4, 0) === 4 && new DataView(start.buffer).getUint32(0, true) === CHUNK_MAGIC;
}

/** What tells one file from all others, each as a signed number of 64 bits. */
export interface FileIdentity {
  readonly device: bigint;
  readonly inode: bigint;
}

export function identify({ dev, ino }: BigIntStats): FileIdentity {
  return { device: bits(dev), inode: bits(ino) };
}

const bits = (number: bigint) => asIntN(64, number);

const SEARCHED_BYTES = 1 << 20;
const { max } = Math;

export class TraceFile {
  readonly #fd: number;
  readonly #identity: FileIdentity;

  constructor(fd: number, identity: FileIdentity) {
    this.#fd = fd;
    this.#identity = identity;
  }

  /** Appends a whole chunk. Returns whether all of it is in the file; never throws. */
  append(chunk: Uint8Array): boolean {
    try {
      return this.#isOurs() && node.writeSync(this.#fd, chunk, 0, chunk.length) === chunk.length;
    } catch {
      return false;
    }
  }

  /**
   * Whether a chunk is in the last {@link SEARCHED_BYTES} of the file; true where the file cannot be read. For a chunk
   * that was about to be written: others append little in that time.
   */
  holds({ pid, thread, sequence }: Pick<ChunkOrigin, "pid" | "thread" | "sequence">): boolean {
    try {
      if (!this.#isOurs()) return true;
      const end = new Uint8Array(SEARCHED_BYTES);
      const size = Number(node.fstatSync(this.#fd, { bigint: true }).size);
      const read = node.readSync(this.#fd, end, 0, end.length, max(0, size - end.length));
      const view = new DataView(end.buffer, 0, read);
      for (let at = 0; at + HEADER_BYTES <= read; at++) {
        if (view.getUint32(at, true) !== CHUNK_MAGIC) continue;
        const isIt =
          view.getUint32(at + Header.pid, true) === pid &&
          view.getUint32(at + Header.thread, true) === thread &&
          view.getUint32(at + Header.sequence, true) === sequence;
        if (isIt) return true;
      }
      return false;
    } catch {
      return true;
    }
  }

  /** A program that closes descriptors it did not open (daemons do) may have got our number for a file of its own. */
  #isOurs(): boolean {
    const stat = node.fstatSync(this.#fd, { bigint: true });
    const { device, inode } = this.#identity;
    return bits(stat.ino) === inode && bits(stat.dev) === device && stat.nlink > 0n;
  }
}
