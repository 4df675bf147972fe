/** Which halves of messages come together, in whatever order threads write. */
import { describe, expect, it } from "vitest";
import { build } from "./build.ts";

const FILE = "file /app/main.ts\nsite ask function 1:1 ask\n";

/** `thread at sent > thread at received` of every row. */
function rows(...threads: string[]): string[] {
  const { messages } = build(FILE + threads.join("\n"));
  return Array.from({ length: messages.length }, (_, row) => {
    const half = (thread: number, ms: number) => (thread < 0 ? "?" : `${thread} at ${ms}`);
    const sent = half(messages.fromThread[row]!, messages.sentMs[row]!);
    return `${sent} > ${half(messages.toThread[row]!, messages.receivedMs[row]!)}`;
  });
}

describe("a broadcast", () => {
  const sender = "thread main\n1 send 0/1 65\nend 9";
  const listeners = [2, 3].map((ms, at) => `thread other${at} worker ${at + 1}\n${ms} receive 0/1 65\nend 9`);

  it("has a row for each that got it, each with the sender's half", () => {
    expect(rows(sender, ...listeners)).toEqual(["0 at 1 > 1 at 2", "0 at 1 > 2 at 3"]);
  });

  it("has the same rows where listeners write first", () => {
    expect(rows(...listeners, sender)).toEqual(["2 at 1 > 0 at 2", "2 at 1 > 1 at 3"]);
    expect(rows(listeners[0]!, sender, listeners[1]!)).toEqual(["1 at 1 > 0 at 2", "1 at 1 > 2 at 3"]);
  });

  it("is a row of its own where nobody got it, or nobody knows who sent it", () => {
    expect(rows(sender)).toEqual(["0 at 1 > ?"]);
    expect(rows(...listeners)).toEqual(["? > 0 at 2", "? > 1 at 3"]);
  });

  it("is no message of a pair of ports, though that has the same number", () => {
    const port = "thread other2 worker 3\n4 receive 1/0 65\nend 9";
    expect(rows(sender, port)).toEqual(["0 at 1 > ?", "? > 1 at 4"]);
  });
});

describe("a message of postMessageToThread", () => {
  it("goes by its number in the process, whoever sent others", () => {
    const main = "thread main\n1 send 0/0 2\n6 receive 0/0 1\nend 9";
    const worker = "thread other worker 1\n1 send 0/0 1\n7 receive 0/0 2\nend 9";
    expect(rows(main, worker)).toEqual(["0 at 1 > 1 at 7", "1 at 1 > 0 at 6"]);
  });
});
