import { Session } from "./session.ts";
import type { FromWorker, ToWorker } from "./worker-protocol.ts";

/** The worker's entry: everything that takes longer than a frame happens here. */

const scope = globalThis as unknown as {
  postMessage(message: FromWorker, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};

const session = new Session((message, transfer = []) => scope.postMessage(message, transfer));
scope.onmessage = (event) => session.receive(event.data);
