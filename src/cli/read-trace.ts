import { closeSync, openSync, readSync } from "node:fs";
import { reasonOf } from "../launch/errors.ts";
import { createModelBuilder } from "../model/builder.ts";
import type { Model } from "../model/types.ts";
import { fileErrors } from "./errors.ts";

const READ_BYTES = 4 * 1024 * 1024;

/** Reads a whole trace, also one that still grows or was cut off. Throws a FileError or a TraceError. */
export function readTrace(file: string): Model {
  const builder = createModelBuilder();
  for (const bytes of pieces(file)) builder.append(bytes);
  builder.finish();
  return builder.model;
}

function* pieces(file: string): Generator<Uint8Array> {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, "r");
    const buffer = new Uint8Array(READ_BYTES);
    for (;;) {
      const length = readSync(descriptor, buffer);
      if (length === 0) return;
      yield buffer.subarray(0, length);
    }
  } catch (error) {
    // An error that the receiver throws does not arrive here: it ends the generator through `finally`.
    throw fileErrors.unreadable(file, reasonOf(error));
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
