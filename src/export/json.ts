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

const ROWS_IN_A_PIECE = 500;

function* rows(values: readonly unknown[]): Generator<string> {
  for (let start = 0; start < values.length; start += ROWS_IN_A_PIECE) {
    const texts = values.slice(start, start + ROWS_IN_A_PIECE).map((value) => `    ${JSON.stringify(value)}`);
    yield `${start === 0 ? "[\n" : ",\n"}${texts.join(",\n")}`;
  }
  yield "\n  ]";
}
