/** A debugger, as far as an editor's is one: it waits at the first line, stops at breakpoints by URL and line, and reads source maps. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { SourceMap } from "node:module";

export interface Place {
  readonly functionName: string;
  /** Both 1-based. */
  readonly line: number;
  readonly column: number;
}

export interface Stop {
  readonly reason: string;
  /** Frames of the debugged file, from the inside out. */
  readonly frames: readonly Place[];
  /** The same of the asynchronous stacks below. */
  readonly asyncFrames: readonly Place[];
  /** Names in the innermost scopes of the program's own, and what they hold. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface Session {
  readonly breakpoints: readonly (Place | null)[];
  readonly stops: readonly Stop[];
  readonly stdout: string;
  readonly end: number | string | null;
  /** `sourceMapURL` of the debugged file, as V8 gives it. */
  readonly mapUrl: string;
}

interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}
interface Frame {
  readonly functionName: string;
  readonly callFrameId: string;
  readonly location: Location;
  readonly scopeChain: readonly { type: string; object: { objectId?: string } }[];
}
interface AsyncStack {
  readonly callFrames: readonly (Location & { functionName: string })[];
  readonly parent?: AsyncStack;
}
interface Paused {
  readonly reason: string;
  readonly callFrames: readonly Frame[];
  readonly asyncStackTrace?: AsyncStack;
}
interface Property {
  readonly name: string;
  readonly value?: { readonly description?: string; readonly value?: unknown };
}

type Send = <T>(method: string, params?: object) => Promise<T>;

export interface Debugged {
  readonly executable: string;
  readonly file: URL;
  /** 1-based. */
  readonly lines: readonly number[];
  readonly env: Readonly<Record<string, string>>;
}

/** Runs a file under a debugger from its first to its last line. */
export async function debug({ executable, file, lines, env }: Debugged): Promise<Session> {
  const child = spawn(executable, ["--inspect-brk=127.0.0.1:0", file.pathname], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: "1", ...env },
  });
  const watchdog = setTimeout(() => child.kill("SIGKILL"), 120_000);
  const ended = once(child, "close");
  let stdout = "";
  child.stdout.on("data", (part) => (stdout += part));
  const socket = new WebSocket(await addressIn(child.stderr));
  await once(socket, "open");

  let map: SourceMap | null = null;
  let mapUrl = "";
  let scriptId = "";
  const place = (functionName: string, { lineNumber, columnNumber }: Omit<Location, "scriptId">): Place => {
    const entry = map?.findEntry(lineNumber, columnNumber);
    if (map === null) return { functionName, line: lineNumber + 1, column: columnNumber + 1 };
    if (entry === undefined || !("originalLine" in entry))
      throw new Error(`Not in the map: ${lineNumber}:${columnNumber}`);
    return { functionName, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  };

  const stops: Stop[] = [];
  const { send, on } = protocol(socket);
  on("Debugger.scriptParsed", (script: { url: string; scriptId: string; sourceMapURL?: string }) => {
    if (script.url !== file.href) return;
    scriptId = script.scriptId;
    mapUrl = script.sourceMapURL ?? "";
    const json = /^data:application\/json;base64,(.*)$/.exec(mapUrl)?.[1];
    map = json === undefined ? null : new SourceMap(JSON.parse(Buffer.from(json, "base64").toString()));
  });
  on("Debugger.paused", async (paused: Paused) => {
    const own = paused.callFrames.filter(({ location }) => location.scriptId === scriptId);
    const frames = own.map(({ functionName, location }) => place(functionName, location));
    const asyncFrames = asyncFramesOf(paused.asyncStackTrace)
      .filter((frame) => frame.scriptId === scriptId)
      .map((frame) => place(frame.functionName, frame));
    stops.push({ reason: paused.reason, frames, asyncFrames, variables: await variablesOf(own[0], send) });
    await send("Debugger.resume");
  });
  on("Runtime.executionContextDestroyed", () => socket.close());

  await send("Runtime.enable");
  await send("Debugger.enable");
  await send("Debugger.setAsyncCallStackDepth", { maxDepth: 8 });
  for (const line of lines)
    await send("Debugger.setBreakpointByUrl", { url: file.href, lineNumber: line - 1, columnNumber: 0 });
  const resolved: Location[] = [];
  on("Debugger.breakpointResolved", ({ location }: { location: Location }) => resolved.push(location));
  await send("Runtime.runIfWaitingForDebugger");
  const [code, signal] = (await ended) as [number | null, string | null];
  clearTimeout(watchdog);
  return { breakpoints: resolved.map((location) => place("", location)), stops, stdout, end: signal ?? code, mapUrl };
}

async function addressIn(stderr: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const part of stderr.iterator({ destroyOnReturn: false })) {
    text += part;
    const address = /ws:\/\/\S+/.exec(text)?.[0];
    if (address !== undefined) {
      stderr.resume();
      return address;
    }
  }
  throw new Error(`No debugger: ${text}`);
}

function protocol(socket: WebSocket) {
  const pending = new Map<number, (message: { result?: unknown; error?: { message: string } }) => void>();
  const listeners = new Map<string, (params: never) => unknown>();
  let last = 0;
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data)) as { id?: number; method?: string; params?: never };
    if (message.id !== undefined) pending.get(message.id)?.(message as object);
    else if (message.method !== undefined) listeners.get(message.method)?.(message.params!);
  });
  const send: Send = <T>(method: string, params: object = {}) =>
    new Promise<T>((resolve, reject) => {
      last += 1;
      pending.set(last, ({ result, error }) =>
        error === undefined ? resolve(result as T) : reject(new Error(error.message)),
      );
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  const on = <P>(method: string, listener: (params: P) => unknown) =>
    listeners.set(method, listener as (params: never) => unknown);
  return { send, on };
}

function asyncFramesOf(stack: AsyncStack | undefined): readonly (Location & { functionName: string })[] {
  return stack === undefined ? [] : [...stack.callFrames, ...asyncFramesOf(stack.parent)];
}

async function variablesOf(frame: Frame | undefined, send: Send): Promise<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const { type, object } of frame?.scopeChain ?? []) {
    if (!["local", "block", "catch"].includes(type) || object.objectId === undefined) continue;
    const { result } = await send<{ result: Property[] }>("Runtime.getProperties", {
      objectId: object.objectId,
      ownProperties: true,
    });
    for (const { name, value } of result) variables[name] ??= String(value?.description ?? value?.value);
  }
  return variables;
}
