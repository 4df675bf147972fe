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

/** A page from `awaitscope export`: the host's part is played from what is embedded. */
function connectPage(): Host {
  const trace = document.getElementById(EMBEDDED_TRACE);
  let receive: (message: ToView) => void = () => {};
  return {
    opensSource: false,
    post(message) {
      if (message.kind !== "ready" || trace === null) return;
      receive({ kind: "init", title: document.title, state: "idle", canRun: false, problem: "", restore: "" });
      unpack(trace.textContent ?? "", trace.dataset.encoding === "gzip").then(
        (bytes) => {
          receive({ kind: "bytes", offset: 0, bytes });
          receive({ kind: "state", state: "ended", problem: "" });
        },
        () => receive({ kind: "state", state: "failed", problem: "The trace in this page is damaged." }),
      );
    },
    listen(next) {
      receive = next;
      // A page without a trace of its own takes messages: that is how the view is tried out on its own.
      if (trace === null) listenToWindow(next);
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

function listenToWindow(receive: (message: ToView) => void): void {
  window.addEventListener("message", (event) => {
    const message = readToView(event.data);
    if (message !== null) receive(message);
  });
}

async function unpack(base64: string, gzip: boolean): Promise<Uint8Array> {
  const text = atob(base64.trim());
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  if (!gzip) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
