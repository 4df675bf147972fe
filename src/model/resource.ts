import { toTicks } from "./ticks.ts";
import { type Model, STRETCH_GAP_MS } from "./types.ts";

/** What a future finally waits for, as far as the report's contract names it. */
export type ResourceKind = "timer" | "socket" | "file" | "dns" | "child" | "worker" | "stream" | "queue" | "unknown";

export interface Resource {
  /** "unknown" for a resource that has a label but no kind of its own, such as cryptography. */
  readonly kind: ResourceKind;
  /** For people, lower case: "timer", "file operation", "child process". */
  readonly label: string;
}

/**
 * Names of Node's resources (of the classes that `executionAsyncResource()` gives in a turn) and what they are.
 * One name per kind of handle or request: which file operation, or which host, a name does not tell.
 */
const RESOURCES: readonly (readonly [ResourceKind, string, readonly string[]])[] = [
  ["timer", "timer", ["Timeout", "Timer", "TimersList"]],
  ["queue", "immediate", ["Immediate"]],
  [
    "file",
    "file operation",
    [
      "FSReqCallback",
      "FSReqPromise",
      "ReadFileJob",
      "WriteFileJob",
      "FileHandle",
      "FileHandleCloseReq",
      "DirHandle",
      "Blob",
    ],
  ],
  ["file", "file watcher", ["FSEvent", "StatWatcher"]],
  ["dns", "DNS lookup", ["GetAddrInfoReqWrap", "GetNameInfoReqWrap", "QueryReqWrap", "ChannelWrap"]],
  ["socket", "connection", ["TCPConnectWrap", "PipeConnectWrap"]],
  [
    "socket",
    "socket",
    ["TCP", "TLSWrap", "ShutdownWrap", "WriteWrap", "JSSocket", "LibuvStreamWrap", "StreamBase", "ReusedHandle"],
  ],
  ["socket", "UDP socket", ["UDP", "SendWrap"]],
  ["socket", "HTTP request", ["HTTPServerAsyncResource", "HTTPINCOMINGMESSAGE"]],
  ["socket", "HTTP response", ["HTTPClientAsyncResource", "HTTPCLIENTREQUEST"]],
  ["socket", "HTTP message", ["HTTPParser"]],
  ["socket", "HTTP/2", ["Http2Session", "Http2Stream", "Http2Ping", "Http2Settings"]],
  ["child", "child process", ["Process"]],
  ["worker", "worker", ["Worker"]],
  ["worker", "message", ["MessagePort", "JSTransferable"]],
  ["stream", "pipe", ["Pipe"]],
  ["stream", "terminal", ["TTY"]],
  ["stream", "stream", ["JSStream", "StreamPipe"]],
  ["stream", "compression", ["Zlib", "BrotliEncoder", "BrotliDecoder", "ZstdCompress", "ZstdDecompress"]],
  ["unknown", "signal", ["Signal"]],
  ["unknown", "WebAssembly", ["WasmStreamingObject"]],
];

/** Jobs of the crypto module run in the thread pool: HashJob, RandomBytesJob, ScryptJob… */
const CRYPTO_JOB = /^[A-Z]\w*Job$/;

const BY_NAME = new Map(
  RESOURCES.flatMap(([kind, label, names]) => names.map((name): [string, Resource] => [name, { kind, label }])),
);

/** What a turn of this type comes from; for a name not known here the name itself. Null for the empty name. */
export function resourceOfTurn(name: string): Resource | null {
  if (name === "") return null;
  const known = BY_NAME.get(name);
  if (known !== undefined) return known;
  return { kind: "unknown", label: CRYPTO_JOB.test(name) ? "cryptography" : name };
}

/**
 * What ended the wait of an await: the resource of the turn in which it resumed, for everything between the two
 * ran in that turn's microtasks. Null while it waits, where the recorder saw no turn, and where the wait began in that
 * very turn, which then was not what it waited for.
 */
export function resourceOfAwait(model: Model, await_: number): Resource | null {
  const turn = model.awaits.turn[await_]!;
  if (turn < 0 || model.awaits.startMs[await_]! >= model.turns.startMs[firstOfRun(model, turn)]!) return null;
  return resourceOfTurn(model.names[model.turns.type[turn]!] ?? "");
}

/** Node's parser of HTTP calls what it found one after the other, in one go: microtasks run behind the last. */
const PARSED = new Set([
  "HTTPServerAsyncResource",
  "HTTPINCOMINGMESSAGE",
  "HTTPClientAsyncResource",
  "HTTPCLIENTREQUEST",
]);
/** Turns of other threads that are passed over on the way to a thread's turn before. */
const PASSED_OVER = 1000;

/** The first of the turns that ran in one go with this one; mostly itself. */
function firstOfRun({ turns, names }: Model, turn: number): number {
  const isParsed = (row: number) => PARSED.has(names[turns.type[row]!] ?? "");
  let first = turn;
  for (let row = turn - 1; row >= 0 && row >= first - PASSED_OVER && isParsed(first); row--) {
    if (turns.thread[row] !== turns.thread[turn]) continue;
    if (!isParsed(row) || toTicks(turns.startMs[first]! - turns.endMs[row]!) > toTicks(STRETCH_GAP_MS)) break;
    first = row;
  }
  return first;
}
