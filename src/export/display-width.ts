/** Text as a terminal shows it: how many cells it takes, cut to a number of them, and free of what would steer the terminal. */

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Emoji that are drawn as pictures, and the scripts that Unicode's East Asian Width calls wide or fullwidth. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|\p{Emoji}\uFE0F|[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}])/u;
const WITHOUT_WIDTH = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]+$/u;
const PLAIN = /^[ -~]*$/;

/** Cells that `text` takes: two for wide characters, none for combining marks. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  if (WITHOUT_WIDTH.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

/** At most `width` cells, the end replaced by "…" when it is longer. */
export function cutEnd(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  return width < 1 ? "" : `${take(graphemes(text), width - 1).join("")}…`;
}

/** At most `width` cells of a path: whole folders give way to "…" from the left, and then the start of the name. */
export function cutPath(path: string, width: number): string {
  if (displayWidth(path) <= width) return path;
  for (let at = path.search(/[\\/]/); at >= 0; at = nextSeparator(path, at)) {
    const rest = path.slice(at);
    if (displayWidth(rest) + 1 <= width) return `…${rest}`;
  }
  return width < 1
    ? ""
    : `…${take(graphemes(path).reverse(), width - 1)
        .reverse()
        .join("")}`;
}

function nextSeparator(path: string, after: number): number {
  const next = path.slice(after + 1).search(/[\\/]/);
  return next < 0 ? -1 : after + 1 + next;
}

/**
 * `text` without characters that move the cursor, change colours, hide or reorder text: a traced program's names must
 * not be able to do so in the terminal of whoever reads the report. Each becomes "�"; line breaks and tabs a space.
 */
export function printable(text: string): string {
  return text.replace(/[\t\r\n\p{Zl}\p{Zp}]+/gu, " ").replace(/[\p{Cc}\p{Bidi_Control}]/gu, "�");
}

function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function take(from: readonly string[], width: number): string[] {
  let left = width;
  let count = 0;
  for (const grapheme of from) {
    left -= graphemeWidth(grapheme);
    if (left < 0) break;
    count++;
  }
  return from.slice(0, count);
}
