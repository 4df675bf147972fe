import type { Stats } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import * as vscode from "vscode";
import { followFile, type Tail } from "../launch/tail.ts";
import { coalesce } from "./coalesce.ts";

/**
 * The bytes of one trace, wherever they lie. Everyone who wants them reads by range and at their own pace, so a view
 * that draws slowly holds back neither the model of the hovers nor the file.
 */
export interface TraceBytes extends vscode.Disposable {
  /** Bytes that can be read now. Only grows, except for {@link onDidRestart}. */
  readonly size: number;
  readonly onDidGrow: vscode.Event<void>;
  /** Another trace stands in the same file: forget what was read and start at 0. */
  readonly onDidRestart: vscode.Event<void>;
  /** At most `length` bytes from `offset`, in an array of their own; fewer at the end. Rejects when the file is gone. */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** A trace that is being written by a program that this window started. */
export class LiveBytes implements TraceBytes {
  readonly #grown = new vscode.EventEmitter<void>();
  readonly onDidGrow = this.#grown.event;
  readonly onDidRestart = NEVER;
  readonly #file: RangeFile;
  readonly #tail: Tail;
  #size = 0;

  constructor(path: string) {
    this.#file = new RangeFile(path);
    this.#tail = followFile(path, {
      onBytes: (bytes, offset) => {
        this.#size = offset + bytes.length;
        this.#grown.fire();
      },
    });
  }

  get size(): number {
    return this.#size;
  }

  /** Takes what the file holds now. */
  flush(): void {
    this.#tail.flush();
  }

  /** The last writer has ended: takes what is left and watches no longer. */
  finish(): void {
    this.flush();
    this.#tail.dispose();
  }

  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.#file.read(offset, Math.min(length, this.#size - offset));
  }

  dispose(): void {
    this.#tail.dispose();
    this.#file.dispose();
    this.#grown.dispose();
  }
}

/** A trace file on disk. Read to its end at once; watched, because a program elsewhere may still be writing it. */
export class SavedBytes implements TraceBytes {
  readonly #grown = new vscode.EventEmitter<void>();
  readonly onDidGrow = this.#grown.event;
  readonly #restarted = new vscode.EventEmitter<void>();
  readonly onDidRestart = this.#restarted.event;
  readonly #path: string;
  readonly #watcher: vscode.FileSystemWatcher;
  readonly #check: () => void;
  #file: RangeFile;
  #known: Stats;

  private constructor(uri: vscode.Uri, known: Stats) {
    this.#path = uri.fsPath;
    this.#file = new RangeFile(uri.fsPath);
    this.#known = known;
    this.#check = coalesce(() => this.#look());
    const folder = vscode.Uri.joinPath(uri, "..");
    const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
    this.#watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, escapeGlob(name)));
    this.#watcher.onDidChange(this.#check);
    this.#watcher.onDidCreate(this.#check);
  }

  /** Rejects when there is no such file. */
  static async open(uri: vscode.Uri): Promise<SavedBytes> {
    return new SavedBytes(uri, await stat(uri.fsPath));
  }

  get size(): number {
    return this.#known.size;
  }

  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.#file.read(offset, Math.min(length, this.size - offset));
  }

  dispose(): void {
    this.#watcher.dispose();
    this.#file.dispose();
    this.#grown.dispose();
    this.#restarted.dispose();
  }

  async #look(): Promise<void> {
    const now = await stat(this.#path).catch(() => null);
    if (now === null) return; // deleted: what is open stays readable
    const before = this.#known;
    const replaced = now.ino !== before.ino || now.size < before.size;
    this.#known = now;
    if (replaced) {
      this.#file.dispose();
      this.#file = new RangeFile(this.#path);
      this.#restarted.fire();
    } else if (now.size > before.size) this.#grown.fire();
  }
}

/** A trace in a virtual workspace, which has no ranges to read. */
export class MemoryBytes implements TraceBytes {
  readonly onDidGrow = NEVER;
  readonly onDidRestart = NEVER;
  readonly #bytes: Uint8Array;

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  static async open(uri: vscode.Uri): Promise<MemoryBytes> {
    return new MemoryBytes(await vscode.workspace.fs.readFile(uri));
  }

  get size(): number {
    return this.#bytes.length;
  }

  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(this.#bytes.subarray(offset, offset + length));
  }

  dispose(): void {}
}

const NEVER: vscode.Event<void> = () => ({ dispose() {} });

/** One open descriptor, opened when first read. */
class RangeFile {
  readonly #path: string;
  #handle: Promise<FileHandle> | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const wanted = Math.max(0, length);
    // Of its own: a small Buffer is a window on a shared pool, and posting it would send the whole pool.
    const bytes = new Uint8Array(wanted);
    if (wanted === 0) return bytes;
    this.#handle ??= open(this.#path, "r");
    const { bytesRead } = await (await this.#handle).read(bytes, 0, wanted, offset);
    return bytesRead === wanted ? bytes : bytes.slice(0, bytesRead);
  }

  dispose(): void {
    // A failed open has been reported to whoever wanted to read.
    this.#handle?.then((handle) => handle.close()).catch(() => {});
    this.#handle = null;
  }
}

/** A file name as a glob that matches it alone. */
function escapeGlob(name: string): string {
  return name.replace(/[*?[\]{}]/g, (character) => `[${character}]`);
}
