import { createReadStream, createWriteStream } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
const path = join(tmpdir(), `streams-${process.pid}.txt`);
async function* lines() { for (let i = 0; i < 5; i++) { await null; yield `line ${i}\n`; } }
const upper = new Transform({ transform(chunk, _, done) { done(null, String(chunk).toUpperCase()); } });
await pipeline(Readable.from(lines()), upper, createWriteStream(path));
for await (const chunk of createReadStream(path, { encoding: "utf8", highWaterMark: 16 })) console.log(JSON.stringify(chunk));
console.log((await readFile(path, "utf8")).length);
await pipeline(createReadStream(path), async function* (source) { for await (const part of source) yield part.length + "\n"; }, new PassThrough(), async (source) => { for await (const part of source) console.log(String(part).trim()); });
await pipeline(Readable.from(["x"]), async () => { throw new Error("sink"); }).catch((error) => console.log(error.message));
await rm(path);
console.log(await Readable.from([1, 2, 3]).map(async (x) => { await null; return x * 2; }, { concurrency: 2 }).toArray());
