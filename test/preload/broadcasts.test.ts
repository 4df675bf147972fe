/** Whoever hears a broadcast gives it the number that its sender gave it, however many send at once. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import {
  BROADCAST_BYTES,
  type BroadcastGroup,
  BroadcastMember,
  Broadcasts,
} from "../../src/preload/processes/broadcasts.ts";
import type { Told } from "./broadcast-thread.ts";

const memory = () => new SharedArrayBuffer(BROADCAST_BYTES);
const MESSAGES = 300;
const THREADS = 4;

/** What every thread tells of all messages; with `isHeld` somebody holds the lock and never gives it back. */
async function chat(isHeld: boolean): Promise<Told[]> {
  const shared = memory();
  if (isHeld) new Broadcasts(shared, 0, 99).group("a name")!.lock();
  const workers = Array.from({ length: THREADS }, (_, index) => {
    const workerData = { memory: shared, thread: index + 1, threads: THREADS, messages: MESSAGES };
    return new Worker(new URL("./broadcast-thread.ts", import.meta.url), { workerData });
  });
  await Promise.all(workers.map((worker) => once(worker, "message")));
  const told = workers.map(async (worker) => ((await once(worker, "message")) as [Told])[0]);
  for (const worker of workers) worker.postMessage("go");
  return Promise.all(told);
}

function expectSame(told: readonly Told[]): { known: number; all: number } {
  const sent = Object.assign({}, ...told.map((thread) => thread.sent)) as Record<string, number>;
  const received = told.flatMap((thread) => Object.entries(thread.received));
  const different = received.filter(
    ([message, number]) => number > 0 && sent[message]! > 0 && sent[message] !== number,
  );
  expect(different).toEqual([]);
  const numbers = Object.values(sent).filter((number) => number > 0);
  expect(new Set(numbers).size).toBe(numbers.length);
  const known = received.filter(([message, number]) => number > 0 && sent[message]! > 0).length;
  return { known, all: received.length };
}

it("links all messages of four threads that send at once", async () => {
  const { known, all } = expectSame(await chat(false));
  expect(all).toBe(THREADS * (THREADS - 1) * MESSAGES);
  // A machine that lets a thread wait for longer than a lock may be held leaves a message in doubt.
  expect(known).toBeGreaterThan(all / 2);
});

it("links none wrongly where the lock went with a thread that was terminated", async () => {
  const { all } = expectSame(await chat(true));
  expect(all).toBe(THREADS * (THREADS - 1) * MESSAGES);
});

function setUp(): { group: BroadcastGroup; join: () => BroadcastMember; send: () => number } {
  const group = new Broadcasts(memory(), 0, 1).group("a name")!;
  const join = () => new BroadcastMember(group, group.sent, group.begun);
  const sender = join();
  return { group, join, send: () => sender.sent(group.begin()(true)!) };
}

it("begins where a channel joins", () => {
  const { join, send } = setUp();
  send();
  const late = join();
  const number = send();
  expect(late.receive()).toBe(number);
});

it("passes over a channel's own messages", () => {
  const { group, join, send } = setUp();
  const own = join();
  const before = send();
  expect(own.sent(group.begin()(true)!)).toBeGreaterThan(before);
  const after = send();
  expect([own.receive(), own.receive()]).toEqual([before, after]);
});

it("passes over many of its own at once, wherever others come between them", () => {
  const { group, join, send } = setUp();
  const own = join();
  const numbers = [3, 0, 40, 1].map((count) => {
    for (let message = 0; message < count; message++) own.sent(group.begin()(true)!);
    return send();
  });
  expect(numbers.map(() => own.receive())).toEqual(numbers);
});

it("gives no number to what may have gone in before or after another, and all numbers after it", () => {
  const { group, join, send } = setUp();
  const listener = join();
  const own = join();
  const [first, second] = [group.begin(), group.begin()];
  const places = [second(true)!, first(true)!];
  expect(places.map(({ first: from, last }) => [from, last])).toEqual([
    [1, 2],
    [1, 2],
  ]);
  expect(own.sent(places[0]!)).toBe(0);
  const number = send();
  listener.receive();
  listener.receive();
  expect(listener.receive()).toBe(number);
  expect([own.receive(), own.receive()]).toEqual([0, number]);
});

it("takes back what could not be sent, and gives up where it cannot", () => {
  const { group, join, send } = setUp();
  const listener = join();
  expect(group.begin()(false)).toBeNull();
  const number = send();
  expect(listener.receive()).toBe(number);
  const refused = group.begin();
  group.begin()(true);
  refused(false);
  expect(group.isBroken).toBe(true);
  expect([send(), listener.receive()]).toEqual([0, 0]);
});

it("gives up where someone sends who is not counted", () => {
  const { group, join } = setUp();
  expect(join().receive()).toBe(0);
  expect(group.isBroken).toBe(true);
});

it("gives up on all names where a thread is not counted", () => {
  const shared = memory();
  const [broadcasts, others] = [new Broadcasts(shared, 0, 1), new Broadcasts(shared, 0, 2)];
  const group = broadcasts.group("a name")!;
  others.breakAll();
  expect(new BroadcastMember(group, group.sent, group.begun).sent(group.begin()(true)!)).toBe(0);
});

it("keeps as many names apart as there is room for", () => {
  const broadcasts = new Broadcasts(memory(), 0, 1);
  const groups = Array.from({ length: 64 }, (_, name) => broadcasts.group(`name ${name}`)!);
  expect(new Set(groups.map((group) => group.numberOf(1))).size).toBe(64);
  expect(broadcasts.group("one more")).toBeNull();
  expect(broadcasts.group("name 7")!.numberOf(1)).toBe(groups[7]!.numberOf(1));
});
