import type { FromWorker, ToWorker } from "./worker-protocol.ts";

/** The page's end of the worker. Messages sent before it runs are kept. */
export class Client {
  #worker: Worker | null = null;
  #waiting: [ToWorker, Transferable[]][] = [];

  /**
   * Starts the worker from its text: a page of an editor may not start one from another origin, but from a blob.
   * `failed` is called when the worker cannot run or dies.
   */
  start(text: Promise<string>, receive: (message: FromWorker) => void, failed: (message: string) => void): void {
    text.then(
      (source) => {
        const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
        const worker = new Worker(address);
        worker.onmessage = (event: MessageEvent<FromWorker>) => receive(event.data);
        worker.onerror = (event) => failed(`The timeline's worker failed: ${event.message || "it could not start"}.`);
        this.#worker = worker;
        for (const [message, transfer] of this.#waiting) worker.postMessage(message, transfer);
        this.#waiting = [];
      },
      (error: unknown) => failed(error instanceof Error ? error.message : String(error)),
    );
  }

  send(message: ToWorker, transfer: Transferable[] = []): void {
    if (this.#worker === null) this.#waiting.push([message, transfer]);
    else this.#worker.postMessage(message, transfer);
  }
}
