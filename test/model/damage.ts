/** Ways to damage a trace. */
import { crc32 } from "../../src/format/crc.ts";
import { HEADER_BYTES, Header } from "../../src/format/spec.ts";
import type { Random } from "./random.ts";
import { concat } from "./trace-language.ts";

/** As a disk or a copy would damage a file. */
export function mutateFile(random: Random, bytes: Uint8Array): Uint8Array {
  let mutated = bytes;
  for (let times = 1 + random.below(6); times > 0; times--) {
    const at = random.below(mutated.length);
    const length = random.below(300);
    const before = mutated.subarray(0, at);
    const after = mutated.subarray(at);
    const kind = random.below(5);
    if (kind === 0) mutated = concat([before, Uint8Array.of(random.below(256)), mutated.subarray(at + 1)]);
    else if (kind === 1) mutated = concat([before, mutated.subarray(at + length)]);
    else if (kind === 2) mutated = concat([before, noise(random, length), after]);
    else if (kind === 3) mutated = concat([before, bytes.subarray(random.below(bytes.length)), after]);
    else mutated = before;
  }
  return mutated;
}

/** As somebody with intent would: what a chunk says is wrong, and its checksums are right. */
export function mutateChunks(random: Random, chunks: readonly Uint8Array[]): Uint8Array[] {
  return chunks.map((chunk) => {
    if (random.chance(0.5)) return chunk;
    const copy = chunk.slice();
    const view = new DataView(copy.buffer);
    if (random.chance(0.3)) {
      const field = random.pick([Header.kind, Header.pid, Header.thread, Header.sequence, Header.droppedEvents]);
      copy[field] = random.pick([0, 1, 2, 3, 4, 5, 6, 7, 255]);
    }
    if (random.chance(0.1)) view.setUint32(Header.eventCount, random.pick([0, 1, 100, 0xffffffff]), true);
    for (let times = random.below(4); times > 0; times--) {
      const at = HEADER_BYTES + random.below(copy.length - HEADER_BYTES);
      copy[at] = random.chance(0.5) ? random.below(256) : copy[at]! ^ (1 << random.below(8));
    }
    view.setUint32(Header.payloadCrc, crc32(copy, HEADER_BYTES), true);
    repairHeader(copy);
    return copy;
  });
}

/** Makes the checksum of a chunk's header right. */
export function repairHeader(chunk: Uint8Array): void {
  new DataView(chunk.buffer, chunk.byteOffset).setUint32(Header.headerCrc, crc32(chunk, 0, Header.headerCrc), true);
}

function noise(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}
