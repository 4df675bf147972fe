/** A trace as the chunks it is made of, to be taken apart and put together again. */
import { crc32 } from "../../src/format/crc.ts";
import { ChunkReader } from "../../src/format/decode.ts";
import { HEADER_BYTES, Header } from "../../src/format/spec.ts";

/** The whole chunks of a trace, each with its header: views of it, not to be written to. */
export function splitChunks(bytes: Uint8Array): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  const reader = new ChunkReader({
    chunk: ({ offset, payload }) => chunks.push(bytes.subarray(offset, offset + HEADER_BYTES + payload.length)),
    damage: () => {},
  });
  reader.append(bytes);
  reader.finish();
  return chunks;
}

export function kindOf(chunk: Uint8Array): number {
  return view(chunk).getUint16(Header.kind, true);
}

/** A chunk with the header of `chunk` and another payload; what the header says of it is made right. */
export function withPayload(chunk: Uint8Array, payload: Uint8Array): Uint8Array {
  const made = new Uint8Array(HEADER_BYTES + payload.length);
  made.set(chunk.subarray(0, HEADER_BYTES));
  made.set(payload, HEADER_BYTES);
  view(made).setUint32(Header.payloadBytes, payload.length, true);
  return repaired(made);
}

/** Makes both checksums right, so that a reader must look at what they cover. */
export function repaired(chunk: Uint8Array): Uint8Array {
  view(chunk).setUint32(Header.payloadCrc, crc32(chunk, HEADER_BYTES), true);
  view(chunk).setUint32(Header.headerCrc, crc32(chunk, 0, Header.headerCrc), true);
  return chunk;
}

export function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
