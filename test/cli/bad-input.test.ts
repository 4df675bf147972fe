/** Whatever is given instead of a trace, one sentence says what it is and what to do; the editor shows the same ones. */
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { Header } from "../../src/format/spec.ts";
import { repaired, view } from "../fuzz/chunks.ts";
import { temporaryFolder } from "../launch/temporary-folder.ts";
import { concat, traceChunks } from "../model/trace-language.ts";
import { environment, run } from "./command.ts";

const folder = temporaryFolder();
const chunks = traceChunks(
  "file /app/a.ts\nsite f function 1:1 f\nthread main\n1 call 1 f\n2 end 1\nend 3\nexit 100 code 0",
);
const whole = concat(chunks);
const isRoot = process.getuid?.() === 0;

const ADVICE = "Open a file that Awaitscope has written, usually *.awaitscope.";
const noChunk = (bytes: number) => `This is not an Awaitscope trace: its first ${bytes} bytes hold no chunk.`;
const JSON_ADVICE =
  "It looks like JSON: a report, or another tool's profile. Open the trace itself, usually *.awaitscope.";
const WHICH = "Give the path of a trace, usually *.awaitscope.";

function versioned(version: number): Uint8Array {
  const start = chunks[0]!.slice();
  view(start).setUint16(Header.version, version, true);
  return repaired(start);
}

function chrome(): string {
  return JSON.stringify({ traceEvents: [{ name: "task", ph: "X", ts: 1, dur: 2 }] });
}

const CONTENTS: readonly [what: string, bytes: Uint8Array | string, sentence: string][] = [
  [
    "nothing",
    "",
    "The trace is empty: no process wrote to it. Check that the program starts Node and that tracing is not disabled there, then trace it again.",
  ],
  ["text", "hello", `${noChunk(5)} ${ADVICE}`],
  ["text that begins like a trace", "AWS1 is our magic", `${noChunk(17)} ${ADVICE}`],
  ["a source file", `export const a = 1;\n`.repeat(10_000), `${noChunk(200_000)} ${ADVICE}`],
  ["a report", '{\n  "version": 1\n}\n', `${noChunk(19)} ${JSON_ADVICE}`],
  ["a trace of Chrome's", chrome(), `${noChunk(chrome().length)} ${JSON_ADVICE}`],
  ["a list in JSON", "[]", `${noChunk(2)} ${JSON_ADVICE}`],
  [
    "an exported page",
    "<!doctype html>",
    `${noChunk(15)} It looks like a web page: open an exported timeline in a browser, or the trace it was made of here.`,
  ],
  [
    "a compressed trace",
    gzipSync(whole),
    `${noChunk(gzipSync(whole).length)} It is compressed with gzip: unpack it, and open what comes out if that is a trace.`,
  ],
  [
    "a ZIP archive",
    Buffer.from("PK\x03\x04rest"),
    `${noChunk(8)} It is a ZIP archive: unpack it, and open the trace in it, usually *.awaitscope.`,
  ],
  [
    "a trace saved as text in UTF-16",
    Buffer.from("\ufeffAWS1", "utf16le"),
    `${noChunk(10)} It is text in UTF-16. Open a file that Awaitscope has written, usually *.awaitscope.`,
  ],
  [
    "a program",
    Buffer.from("\x7fELF\x02\x01\x01\0"),
    `${noChunk(8)} It is a program. Trace a JavaScript or TypeScript file, then open the trace.`,
  ],
  [
    "a trace of a newer version",
    versioned(7),
    "The trace has format version 7; this Awaitscope reads up to version 1. Update Awaitscope to open it.",
  ],
  [
    "a trace cut within its first chunk",
    whole.subarray(0, 200),
    "The trace is damaged from byte 0 on: none of its chunks is whole in 200 bytes. Copy the file again from where it was written, or trace the program again.",
  ],
  ["a trace cut within its first header", whole.subarray(0, 39), `${noChunk(39)} ${ADVICE}`],
];

test.for(CONTENTS)("%s", async ([what, bytes, sentence]) => {
  const file = join(folder, what.replaceAll(" ", "-"));
  writeFileSync(file, bytes);
  for (const command of [["report"], ["report", "--json"], ["export", "-o", join(folder, "out.html")]]) {
    const ended = await run([...command, file], { cwd: folder, env: environment(folder) });
    expect(ended).toMatchObject({ code: 1, stdout: "", stderr: `awaitscope: ${sentence}\n` });
  }
});

async function sentenceFor(path: string): Promise<string> {
  const { code, stdout, stderr } = await run(["report", path], { cwd: folder, env: environment(folder) });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  return stderr.trimEnd();
}

test("paths at which nothing can be read", async () => {
  mkdirSync(join(folder, "folder"));
  symlinkSync("circle", join(folder, "circle"));
  writeFileSync(join(folder, "file"), "");
  const cannot = (path: string, why: string) => `awaitscope: The trace "${path}" cannot be read (${why}). ${WHICH}`;
  const long = "x".repeat(300);
  expect(await sentenceFor("missing")).toBe(cannot("missing", "no such file or folder"));
  expect(await sentenceFor("folder")).toBe(cannot("folder", "it is a folder"));
  expect(await sentenceFor("circle")).toBe(cannot("circle", "its symbolic links lead in a circle"));
  expect(await sentenceFor("file/inside")).toBe(cannot("file/inside", "a part of the path is not a folder"));
  expect(await sentenceFor(long)).toBe(cannot(long, "the name is too long"));
});

// Root may read everything.
test.skipIf(isRoot)("a file of which nothing may be read", async () => {
  writeFileSync(join(folder, "closed"), whole);
  chmodSync(join(folder, "closed"), 0);
  expect(await sentenceFor("closed")).toBe(
    `awaitscope: The trace "closed" cannot be read (permission denied). ${WHICH}`,
  );
});

test("a socket", async () => {
  const server = createServer().listen(join(folder, "socket"));
  afterAll(() => server.close());
  expect(await sentenceFor("socket")).toBe(
    `awaitscope: The trace "socket" cannot be read (it is a socket or a device that is not there). ${WHICH}`,
  );
});

test("four gigabytes of nothing are not read to their end", async () => {
  writeFileSync(join(folder, "huge"), "");
  truncateSync(join(folder, "huge"), 4 * 2 ** 30);
  expect(await sentenceFor("huge")).toMatch(
    /^awaitscope: This is not an Awaitscope trace: its first \d{5,7} bytes hold no chunk\. Open a file/,
  );
});

test("a trace of nothing but a start is a report with nothing in it, which says that its end is missing", async () => {
  writeFileSync(join(folder, "start.awaitscope"), chunks[0]!);
  const { code, stderr, stdout } = await run(["report", "--json", "start.awaitscope"], {
    cwd: folder,
    env: environment(folder),
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({ complete: false, sites: [], functions: [] });
});

test("a trace cut in its middle is a report that counts what is lost", async () => {
  writeFileSync(join(folder, "cut.awaitscope"), whole.subarray(0, whole.length - 20));
  const ended = await run(["report", "--json", "cut.awaitscope"], { cwd: folder, env: environment(folder) });
  expect(JSON.parse(ended.stdout)).toMatchObject({ losses: { damagedChunks: 1 } });
});
