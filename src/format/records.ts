import type {
  ClockAnchor,
  EndRecord,
  ExitRecord,
  LossRecord,
  NamesRecord,
  SiteRecord,
  SitesRecord,
  StarterRecord,
  StartRecord,
} from "./spec.ts";
import { ENDINGS, MAX_CLOCK_MS, SiteKind } from "./spec.ts";

/*
 * The JSON chunks. A trace may come from anywhere, so every field is checked before the model trusts it; each reader
 * returns null for a payload that is not the record it should be. Fields a newer writer added are ignored.
 */

type Fields = { readonly [name: string]: unknown };

const MAX_INT32 = 0x7fff_ffff;
const HIGHEST_SITE_KIND = Math.max(...Object.values(SiteKind));

export function readStart(payload: Uint8Array): StartRecord | null {
  const fields = parse(payload);
  const { pid, parentPid, thread, threadKind, file, command, cwd, runtime, platform, turns } = fields;
  const anchor = readAnchor(fields.anchor);
  if (!isIndex(pid) || !isIndex(parentPid) || !isIndex(thread) || anchor === null) return null;
  if (threadKind !== "main" && threadKind !== "worker") return null;
  if (!isText(file) || !isText(command) || !isText(cwd) || !isText(runtime) || !isText(platform)) return null;
  if (turns !== "exact" && turns !== "none") return null;
  const startedBy = readStarter(fields.startedBy);
  return { pid, parentPid, thread, threadKind, file, command, cwd, runtime, platform, anchor, turns, startedBy };
}

/** What is no starter tells of none: the thread is worth more than its link. */
function readStarter(value: unknown): StarterRecord | null {
  if (!isFields(value)) return null;
  const { pid, thread, number } = value;
  return isIndex(pid) && isIndex(thread) && isIndex(number) ? { pid, thread, number } : null;
}

/** Digits of the largest time a 64-bit clock in nanoseconds can tell. */
const NANOSECONDS = /^\d{1,20}$/;

function readAnchor(value: unknown): ClockAnchor | null {
  if (!isFields(value)) return null;
  const { clockMs, monotonicNs, wallMs } = value;
  if (!isClock(clockMs) || !isTime(wallMs) || !isText(monotonicNs) || !NANOSECONDS.test(monotonicNs)) return null;
  return { clockMs, monotonicNs, wallMs };
}

export function readSites(payload: Uint8Array): SitesRecord | null {
  const { file, firstSite, sites } = parse(payload);
  if (!isText(file) || !isIndex(firstSite) || !Array.isArray(sites)) return null;
  if (firstSite + sites.length > MAX_INT32) return null;
  const count = sites.length;
  return sites.every((site) => isSite(site, count)) ? { file, firstSite, sites } : null;
}

function isSite(value: unknown, count: number): value is SiteRecord {
  if (!isFields(value)) return false;
  const { kind, line, column, endLine, endColumn, text, function: enclosing, calls } = value;
  if (!isIndex(kind) || kind > HIGHEST_SITE_KIND || !isText(text)) return false;
  if (calls !== undefined && !isText(calls)) return false;
  if (!isIndex(line) || !isIndex(column) || !isIndex(endLine) || !isIndex(endColumn)) return false;
  return enclosing === -1 || (isIndex(enclosing) && enclosing < count);
}

export function readNames(payload: Uint8Array): NamesRecord | null {
  const { firstName, names } = parse(payload);
  if (!isIndex(firstName) || !Array.isArray(names) || firstName + names.length > MAX_INT32) return null;
  return names.every(isText) ? { firstName, names } : null;
}

export function readEnd(payload: Uint8Array): EndRecord | null {
  const { clockMs, exitCode, events, bytes, costMs, ending } = parse(payload);
  if (!isClock(clockMs) || !isExitCode(exitCode) || !isTime(events) || !isTime(bytes) || !isTime(costMs)) return null;
  const known = ENDINGS.find((each) => each === ending);
  return { clockMs, exitCode, events, bytes, costMs, ...(known && { ending: known }) };
}

export function readLoss(payload: Uint8Array): LossRecord | null {
  const { file, reason } = parse(payload);
  return isText(file) && isText(reason) ? { file, reason } : null;
}

export function readExit(payload: Uint8Array): ExitRecord | null {
  const { pid, exitCode, signal } = parse(payload);
  if (!isIndex(pid) || !isExitCode(exitCode) || !(signal === null || isText(signal))) return null;
  return { pid, exitCode, signal };
}

function parse(payload: Uint8Array): Fields {
  if (!isModest(payload)) return {};
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(payload));
    return isFields(value) ? value : {};
  } catch {
    return {};
  }
}

/** Objects and lists inside each other; ours are five deep. */
const MAX_DEPTH = 16;
/** Objects and lists a text may hold: one for so many bytes, and as many as {@link MAX_DEPTH} more. */
const BYTES_PER_OBJECT = 8;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** `[[],[],…` becomes 20 times its size when it is parsed: text made to fill memory is told by its brackets. */
function isModest(payload: Uint8Array): boolean {
  let left = MAX_DEPTH + Math.floor(payload.length / BYTES_PER_OBJECT);
  let depth = 0;
  for (let at = 0; at < payload.length; at++) {
    const byte = payload[at]!;
    if (byte === QUOTE) at = endOfText(payload, at + 1);
    else if (isOpening(byte)) {
      depth++;
      if (depth > MAX_DEPTH || --left < 0) return false;
    } else if (isClosing(byte)) depth--;
  }
  return true;
}

function endOfText(payload: Uint8Array, from: number): number {
  let at = from;
  while (at < payload.length && payload[at] !== QUOTE) at += payload[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** `[` or `{`, which differ in one bit. */
function isOpening(byte: number): boolean {
  return (byte | 0x20) === 0x7b;
}

function isClosing(byte: number): boolean {
  return (byte | 0x20) === 0x7d;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

/** Longer than every path of every system; what is longer is made to hang whoever draws it. */
const MAX_TEXT_UNITS = 32_767;

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= MAX_TEXT_UNITS;
}

function isIndex(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_INT32;
}

function isTime(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) >= 0;
}

function isClock(value: unknown): value is number {
  return isTime(value) && value <= MAX_CLOCK_MS;
}

/** Windows gives unsigned numbers, a program may say -1. */
function isExitCode(value: unknown): value is number | null {
  return value === null || (Number.isInteger(value) && (value as number) >= -(2 ** 31) && (value as number) < 2 ** 32);
}
