import type { Report } from "./report-types.ts";

/**
 * A report as JSON text in pieces: each row of a list on a line of its own, so that it can be read and searched, and a
 * large trace never becomes one string (V8 holds no more than 512 MB).
 */
export function* reportJson(report: Report): Generator<string> {
  let separator = "{\n";
  for (const [key, value] of Object.entries(report)) {
    yield `${separator}  ${JSON.stringify(key)}: `;
    if (Array.isArray(value) && value.length > 0) yield* rows(value);
    else yield JSON.stringify(value);
    separator = ",\n";
  }
  yield "\n}\n";
}

/** A piece ends with the row that makes it longer: rows of a strange trace may be long, and pieces are held in memory. */
const PIECE_LENGTH = 64 * 1024;

function* rows(values: readonly unknown[]): Generator<string> {
  let piece = "[\n";
  for (const [index, value] of values.entries()) {
    piece += `${index === 0 ? "" : ",\n"}    ${JSON.stringify(value)}`;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = "";
  }
  yield `${piece}\n  ]`;
}
