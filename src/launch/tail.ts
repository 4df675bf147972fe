import { closeSync, fstatSync, openSync, readSync, watch } from "node:fs";

/** Follows a file that others append to. The one who made it disposes it. */
export interface Tail {
  /** Bytes delivered so far, counted from the file's start. */
  readonly offset: number;
  /** Delivers at once what the file holds now, for the moment after the last writer ended. */
  flush(): void;
  /** Stops; nothing is delivered afterwards. */
  dispose(): void;
}

export interface TailOptions {
  /** The next bytes of the file, which start at `offset`. The array is the receiver's to keep. */
  readonly onBytes: (bytes: Uint8Array<ArrayBuffer>, offset: number) => void;
  /** Where to begin. Default 0. */
  readonly from?: number;
  /** How often to look when the file system does not tell of changes, milliseconds. */
  readonly pollMs?: number;
}

const POLL_MS = 30;
/** A message of this size crosses to a page in a few milliseconds. */
const LARGEST_READ_BYTES = 4 * 1024 * 1024;

/**
 * Follows `path` from its start. A file that is not there yet is waited for; one that is deleted is read to its end,
 * since the open descriptor still holds it; one that shrinks delivers nothing until it is longer than before.
 * Polls as well as it watches: writes through network file systems and container mounts send no notice, and an
 * `fstat` of an open descriptor costs under 1 µs.
 */
export function followFile(path: string, { onBytes, from = 0, pollMs = POLL_MS }: TailOptions): Tail {
  let descriptor: number | null = null;
  let offset = from;
  let disposed = false;
  let watcher: { close(): void } | null = null;
  let soon: NodeJS.Immediate | undefined;

  function open(): boolean {
    if (descriptor !== null) return true;
    try {
      descriptor = openSync(path, "r");
    } catch {
      return false;
    }
    watcher = notify(path, look);
    return true;
  }

  /** Delivers one piece; false when there was none. */
  function read(): boolean {
    if (disposed || !open()) return false;
    const available = sizeOf(descriptor!) - offset;
    if (available <= 0) return false;
    const buffer = new Uint8Array(Math.min(available, LARGEST_READ_BYTES));
    const length = readAt(descriptor!, buffer, offset);
    if (length === 0) return false;
    const start = offset;
    offset += length;
    onBytes(length === buffer.length ? buffer : buffer.slice(0, length), start);
    return true;
  }

  /** A large file arrives in pieces, with the event loop free between them. */
  function look(): void {
    clearImmediate(soon);
    if (read()) soon = setImmediate(look);
  }

  const timer = setInterval(look, pollMs);
  soon = setImmediate(look);

  return {
    get offset() {
      return offset;
    },
    flush() {
      while (read());
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      clearInterval(timer);
      clearImmediate(soon);
      watcher?.close();
      if (descriptor !== null) closeSync(descriptor);
    },
  };
}

function notify(path: string, changed: () => void): { close(): void } | null {
  try {
    const watcher = watch(path, { persistent: false }, changed);
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return null; // no watches left on this machine: polling alone
  }
}

function sizeOf(descriptor: number): number {
  try {
    return fstatSync(descriptor).size;
  } catch {
    return 0;
  }
}

function readAt(descriptor: number, buffer: Uint8Array, position: number): number {
  try {
    return readSync(descriptor, buffer, 0, buffer.length, position);
  } catch {
    return 0; // a passing fault of the disk or the network: the next look tries again
  }
}
