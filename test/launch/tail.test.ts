import { appendFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { followFile, type TailOptions } from "../../src/launch/tail.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const folder = temporaryFolder();

/** Follows a file and keeps what arrives, checking that pieces join without a gap. */
function follow(name: string, options: Partial<TailOptions> = {}) {
  const file = join(folder, name);
  const received = { text: "", end: options.from ?? 0 };
  const tail = followFile(file, {
    ...options,
    onBytes: (bytes, offset) => {
      expect(offset).toBe(received.end);
      received.end += bytes.length;
      received.text += Buffer.from(bytes).toString();
    },
  });
  return { file, received, tail };
}

test("delivers what is there and what is appended, with offsets", async () => {
  writeFileSync(join(folder, "a"), "one ");
  const { file, received, tail } = follow("a");
  await vi.waitFor(() => expect(received.text).toBe("one "));
  appendFileSync(file, "two ");
  await vi.waitFor(() => expect(received.text).toBe("one two "));
  appendFileSync(file, "three");
  tail.flush();
  expect(received.text).toBe("one two three");
  expect(tail.offset).toBe(13);
  tail.dispose();
});

test("delivers a large file in pieces", async () => {
  const size = 9 * 1024 * 1024;
  writeFileSync(join(folder, "large"), Buffer.alloc(size, 120));
  const { received, tail } = follow("large");
  await vi.waitFor(() => expect(received.end).toBe(size));
  tail.dispose();
});

test("begins where it is told to", () => {
  writeFileSync(join(folder, "from"), "0123456789");
  const { received, tail } = follow("from", { from: 4 });
  tail.flush();
  expect(received.text).toBe("456789");
  tail.dispose();
});

test("waits for a file that is not there yet", async () => {
  const { file, received, tail } = follow("late");
  tail.flush();
  expect(received.text).toBe("");
  writeFileSync(file, "here");
  await vi.waitFor(() => expect(received.text).toBe("here"));
  tail.dispose();
});

test("reads a deleted file to its end and then rests; a shrunk one too", async () => {
  const deleted = follow("deleted");
  writeFileSync(deleted.file, "all of it");
  await vi.waitFor(() => expect(deleted.received.text).toBe("all of it"));
  rmSync(deleted.file);

  writeFileSync(join(folder, "shrunk"), "0123456789");
  const shrunk = follow("shrunk");
  shrunk.tail.flush();
  truncateSync(shrunk.file, 3);
  shrunk.tail.flush();
  appendFileSync(shrunk.file, "abcdefghijk");
  shrunk.tail.flush();
  expect(shrunk.received.text).toBe("0123456789hijk");

  await delay(80);
  expect(deleted.received.text).toBe("all of it");
  deleted.tail.dispose();
  shrunk.tail.dispose();
});

test("delivers nothing after it is disposed, also when the receiver disposes it", () => {
  writeFileSync(join(folder, "closed"), "x");
  const { file, received, tail } = follow("closed");
  tail.dispose();
  tail.dispose();
  appendFileSync(file, "y");
  tail.flush();
  expect(received.text).toBe("");

  let pieces = 0;
  const inner = followFile(file, {
    onBytes: () => {
      pieces++;
      appendFileSync(file, "more");
      inner.dispose();
    },
  });
  inner.flush();
  expect(pieces).toBe(1);
});
