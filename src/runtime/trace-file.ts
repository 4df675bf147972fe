/**
 * The trace file from the side of a program that writes it: opened once, never created, never followed through a
 * symlink, appended to with one write per chunk.
 *
 * Policy for a write that fails (disk full, file gone): one attempt. A chunk that could not be written is lost and
 * its events are counted; the next chunk is tried afresh. A part of a chunk that went to the disk is left for the
 * reader to skip.
 */
import { type BigIntStats, constants } from "node:fs";
import { node } from "./intrinsics.ts";

/** Opens `path` for appending. Throws what the file system says, or a reason of ours. */
export function openTrace(path: string): number {
  const { O_WRONLY, O_APPEND, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const fd = node.openSync(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK);
  const stat = node.fstatSync(fd);
  if (stat.isFile() || stat.isCharacterDevice()) return fd;
  throw new Error(`The trace ${path} is not a regular file.`);
}

export class TraceFile {
  readonly #fd: number;
  readonly #identity: BigIntStats;

  constructor(fd: number) {
    this.#fd = fd;
    this.#identity = node.fstatSync(fd, { bigint: true });
  }

  /** Appends a whole chunk. Returns whether all of it is in the file; never throws. */
  append(chunk: Uint8Array): boolean {
    try {
      return this.#isOurs() && node.writeSync(this.#fd, chunk, 0, chunk.length) === chunk.length;
    } catch {
      return false;
    }
  }

  /** A program that closes descriptors it did not open (daemons do) may have got our number for a file of its own. */
  #isOurs(): boolean {
    const stat = node.fstatSync(this.#fd, { bigint: true });
    return stat.ino === this.#identity.ino && stat.dev === this.#identity.dev && stat.nlink > 0n;
  }
}
