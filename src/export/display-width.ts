/** Text as a terminal shows it: how many cells it takes, cut to a number of them, and free of what would steer the terminal. */

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Emoji that are drawn as pictures, and the scripts that Unicode's East Asian Width calls wide or fullwidth. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|\p{Emoji}\uFE0F|[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}])/u;
const WITHOUT_WIDTH = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]+$/u;
/** Letters of Latin, and the signs of our own tables ("·", "µ", "…"): one cell each, whatever stands beside them. No soft hyphen. */
const PLAIN = /^[ -~\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027]*$/;

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
  if (width < 1) return "";
  const fitting = take(graphemes(path).reverse(), width - 1).reverse();
  const folder = fitting.findIndex((grapheme) => grapheme === "/" || grapheme === "\\");
  return `…${fitting.slice(Math.max(folder, 0)).join("")}`;
}

/** Of a longer text the two ends are shown: a name of a million letters, made on purpose, must not hang a report. */
const LONGEST = 1000;

/**
 * `text` without characters that move the cursor, change colours, hide or reorder text: a traced program's names must
 * not be able to do so in the terminal of whoever reads the report. Each becomes "�"; line breaks and tabs a space.
 */
export function printable(text: string): string {
  const short = text.length <= LONGEST ? text : `${text.slice(0, LONGEST / 2)}…${text.slice(-LONGEST / 2)}`;
  return short.replace(/[\t\r\n\p{Zl}\p{Zp}]+/gu, " ").replace(/[\p{Cc}\p{Bidi_Control}]/gu, "�");
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
