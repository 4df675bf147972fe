/** A thread of broadcasts.test.ts: sends, and tells which number it and whoever heard it gave each message. */
import { BroadcastChannel, parentPort, workerData } from "node:worker_threads";
import { BroadcastMember, Broadcasts } from "../../src/preload/processes/broadcasts.ts";

export interface Told {
  /** `thread/message` → number, 0 for one that is not known. */
  readonly sent: Record<string, number>;
  readonly received: Record<string, number>;
}

const { memory, thread, threads, messages } = workerData as Record<"thread" | "threads" | "messages", number> & {
  memory: SharedArrayBuffer;
};
const group = new Broadcasts(memory, 0, thread).group("a name")!;
const [sent, received]: [Record<string, number>, Record<string, number>] = [{}, {}];

const unlock = group.lock();
const inBefore = group.sent;
const channel = new BroadcastChannel("a name");
const place = new BroadcastMember(group, inBefore, group.begun);
unlock();

const hasHeardAll = new Promise<void>((resolve) => {
  let left = (threads - 1) * messages;
  channel.onmessage = (event) => {
    received[(event as { data: string }).data] = place.receive();
    left -= 1;
    if (left === 0) resolve();
  };
});

const ready = new Promise<void>((resolve) => parentPort!.once("message", resolve));
parentPort!.postMessage("joined");
await ready;

for (let message = 0; message < messages; message++) {
  const end = group.begin();
  channel.postMessage(`${thread}/${message}`);
  sent[`${thread}/${message}`] = place.sent(end(true)!);
  if (message % 7 === thread) await new Promise((resolve) => setTimeout(resolve, 1));
}
await hasHeardAll;
channel.close();
parentPort!.postMessage({ sent, received } satisfies Told);
