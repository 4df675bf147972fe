/**
 * Instrumented code on disk, one file per content. Every failure is a miss: a cache that cannot be read, written or
 * trusted makes a start slower and nothing else. Writers make the whole file under another name and rename it, so
 * that readers never see half of one and the last of several writers wins.
 */
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { contentKey } from "./content-key.ts";

export interface CodeCache {
  /** Null for a miss, also when the entry is damaged. */
  read(key: string): CacheEntry | null;
  write(key: string, entry: CacheEntry): void;
}

/** `meta` must survive JSON. */
export interface CacheEntry {
  readonly meta: unknown;
  readonly code: string;
}

const MAX_BYTES = 128 * 1024 * 1024;
const SWEEP_PERIOD_MS = 60 * 60 * 1000;
const SUFFIX = ".code";

/** `folder` empty: a cache that never has anything. */
export function createCodeCache(folder: string): CodeCache {
  if (folder === "") return { read: () => null, write: () => {} };
  let isPrepared = false;
  return {
    read(key) {
      try {
        return decode(readFileSync(join(folder, key + SUFFIX), "utf8"));
      } catch {
        return null;
      }
    },
    write(key, entry) {
      try {
        if (!isPrepared) prepare(folder);
        isPrepared = true;
        writeWhole(join(folder, key + SUFFIX), encode(entry));
      } catch {
        // A full or read-only disk: nothing is cached.
      }
    },
  };
}

/** One line of facts, one line of JSON, the code. The first line guards against a file damaged on disk. */
function encode({ meta, code }: CacheEntry): string {
  const body = `${JSON.stringify(meta)}\n${code}`;
  return `${contentKey(body, "entry")}\n${body}`;
}

function decode(text: string): CacheEntry | null {
  const first = text.indexOf("\n");
  const second = text.indexOf("\n", first + 1);
  if (first < 0 || second < 0) return null;
  const body = text.slice(first + 1);
  if (contentKey(body, "entry") !== text.slice(0, first)) return null;
  return { meta: JSON.parse(text.slice(first + 1, second)), code: text.slice(second + 1) };
}

function writeWhole(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.${process.hrtime.bigint().toString(36)}`;
  writeFileSync(temporary, text, { flag: "wx", mode: 0o600 });
  renameSync(temporary, path);
}

/** Makes the folder and, at most once an hour over all processes, deletes the oldest entries above the bound. */
function prepare(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const marker = join(folder, "swept");
  const swept = statSync(marker, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const now = Date.now();
  if (now - swept < SWEEP_PERIOD_MS) return;
  closeSync(openSync(marker, "w", 0o600));
  utimesSync(marker, now / 1000, now / 1000);
  if (swept !== 0) sweep(folder, MAX_BYTES);
}

/** Deletes the oldest files until at most half of `maxBytes` is left, if there is more than that. */
export function sweep(folder: string, maxBytes: number): void {
  const files = readdirSync(folder)
    .map((name) => ({ path: join(folder, name), stats: statSync(join(folder, name), { throwIfNoEntry: false }) }))
    .filter(({ stats }) => stats?.isFile());
  let bytes = files.reduce((sum, { stats }) => sum + stats!.size, 0);
  if (bytes <= maxBytes) return;
  files.sort((a, b) => a.stats!.mtimeMs - b.stats!.mtimeMs);
  for (const { path, stats } of files) {
    if (bytes <= maxBytes / 2) return;
    unlinkSync(path);
    bytes -= stats!.size;
  }
}
