import type { ToHost, ToView } from "../protocol/messages.ts";
import { readToView } from "./read-message.ts";

/** The other side: VS Code's extension host, or the page itself when a trace is embedded in it. */
export interface Host {
  /** An editor is there that can open source files. */
  readonly opensSource: boolean;
  post(message: ToHost): void;
  /** Calls `receive` for every message that is one. */
  listen(receive: (message: ToView) => void): void;
  readState(): unknown;
  writeState(state: Readonly<Record<string, unknown>>): void;
  /** Text of the worker's script. */
  workerText(): Promise<string>;
}

interface VsCodeApi {
  postMessage(message: ToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  var acquireVsCodeApi: (() => VsCodeApi) | undefined;
}

/** Elements of a page that carries its trace; `export/html.ts` writes them. */
const EMBEDDED_TRACE = "script.awaitscope-trace";
const EMBEDDED_WORKER = "awaitscope-worker";
/** Bytes of a trace that go to the worker at once. */
const PART_BYTES = 1 << 20;

export function connectHost(script: HTMLScriptElement | null): Host {
  if (globalThis.acquireVsCodeApi !== undefined) return connectEditor(globalThis.acquireVsCodeApi(), script);
  return connectPage();
}

function connectEditor(api: VsCodeApi, script: HTMLScriptElement | null): Host {
  return {
    opensSource: true,
    post: (message) => api.postMessage(message),
    listen: listenToWindow,
    readState: () => api.getState(),
    writeState: (state) => api.setState(state),
    async workerText() {
      const address = script?.dataset.worker;
      if (!address) throw new Error("The page names no worker script.");
      const response = await fetch(address);
      if (!response.ok) throw new Error(`The worker script could not be loaded (${response.status}).`);
      return response.text();
    },
  };
}

/**
 * A page from `awaitscope export`: the host's part is played from what is embedded. The trace comes last in the page and
 * in parts, so the view is up, and its worker reads the first of them, while the browser still parses the others.
 */
function connectPage(): Host {
  let receive: (message: ToView) => void = () => {};
  return {
    opensSource: false,
    post(message) {
      if (message.kind !== "ready") return;
      receive({ kind: "init", title: document.title, state: "idle", canRun: false, problem: "", restore: "" });
      openEmbedded(receive);
    },
    listen(next) {
      receive = next;
    },
    readState: () => null,
    writeState: () => {},
    async workerText() {
      const text = document.getElementById(EMBEDDED_WORKER)?.textContent;
      if (!text) throw new Error("The page holds no worker script.");
      return text;
    },
  };
}

function openEmbedded(receive: (message: ToView) => void): void {
  const { writable, readable } = new DecompressionStream("gzip");
  const writer = writable.getWriter();
  let parts = 0;
  const take = (element: Element) => {
    parts++;
    // A failed write is a failed read too, and told there.
    writer.write(decodeBase64(element.textContent ?? "")).catch(() => {});
    element.remove();
  };
  eachParsed(take, () => {
    // A page without a trace of its own takes messages: that is how the view is tried out on its own.
    if (parts === 0) listenToWindow(receive);
    else writer.close().catch(() => {});
  });
  unpack(readable, (offset, bytes) => receive({ kind: "bytes", offset, bytes })).then(
    () => receive({ kind: "state", state: "ended", problem: "" }),
    () => receive({ kind: "state", state: "failed", problem: "The trace in this page is damaged." }),
  );
}

/** Calls `take` with each part of the trace as soon as the parser is past it, and `done` at the end of the page. */
function eachParsed(take: (element: Element) => void, done: () => void): void {
  const takeWhole = (all: boolean) => {
    const found = document.querySelectorAll(EMBEDDED_TRACE);
    for (let i = 0; i < found.length - (all ? 0 : 1); i++) take(found[i]!);
  };
  if (document.readyState !== "loading") {
    takeWhole(true);
    done();
    return;
  }
  const observer = new MutationObserver(() => takeWhole(false));
  observer.observe(document.body, { childList: true });
  document.addEventListener(
    "DOMContentLoaded",
    () => {
      observer.disconnect();
      takeWhole(true);
      done();
    },
    { once: true },
  );
}

function listenToWindow(receive: (message: ToView) => void): void {
  window.addEventListener("message", (event) => {
    const message = readToView(event.data);
    if (message !== null) receive(message);
  });
}

/** Hands on what is unpacked as it comes, so that the worker reads one part while the next is unpacked. */
async function unpack(
  stream: ReadableStream<Uint8Array>,
  take: (offset: number, bytes: Uint8Array) => void,
): Promise<void> {
  const reader = stream.getReader();
  let offset = 0;
  let parts: Uint8Array[] = [];
  let size = 0;
  const flush = () => {
    const bytes = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    take(offset, bytes);
    offset += size;
    parts = [];
    size = 0;
  };
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    parts.push(value!);
    size += value!.length;
    if (size >= PART_BYTES) flush();
  }
  if (size > 0 || offset === 0) flush();
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  // Newer than the editor's oldest browser, and ten times as fast as the loop.
  const native = (Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }).fromBase64;
  if (native !== undefined) return native(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
