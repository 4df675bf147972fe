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
const EMBEDDED_TRACE = "awaitscope-trace";
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
 * A page from `awaitscope export`: the host's part is played from what is embedded. The trace is the page's last
 * element, so the view is up, and its worker starting, while the browser still parses it.
 */
function connectPage(): Host {
  let receive: (message: ToView) => void = () => {};
  return {
    opensSource: false,
    post(message) {
      if (message.kind !== "ready") return;
      receive({ kind: "init", title: document.title, state: "idle", canRun: false, problem: "", restore: "" });
      whenParsed(() => openEmbedded(receive));
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

function whenParsed(ready: () => void): void {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready, { once: true });
  else ready();
}

function openEmbedded(receive: (message: ToView) => void): void {
  const trace = document.getElementById(EMBEDDED_TRACE);
  // A page without a trace of its own takes messages: that is how the view is tried out on its own.
  if (trace === null) {
    listenToWindow(receive);
    return;
  }
  unpack(trace.textContent ?? "", (offset, bytes) => receive({ kind: "bytes", offset, bytes })).then(
    () => receive({ kind: "state", state: "ended", problem: "" }),
    () => receive({ kind: "state", state: "failed", problem: "The trace in this page is damaged." }),
  );
}

function listenToWindow(receive: (message: ToView) => void): void {
  window.addEventListener("message", (event) => {
    const message = readToView(event.data);
    if (message !== null) receive(message);
  });
}

/** Hands on what is unpacked as it comes, so that the worker reads one part while the next is unpacked. */
async function unpack(base64: string, take: (offset: number, bytes: Uint8Array) => void): Promise<void> {
  const stream = new Blob([decodeBase64(base64.trim())]).stream().pipeThrough(new DecompressionStream("gzip"));
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
