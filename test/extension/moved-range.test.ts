import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Edit, moveSpan, type Place, type Span } from "../../src/extension/moved-range.ts";

/** The text with `<` and `>` around a span, the way people would mark it. */
function mark(text: string, span: Span): string {
  const start = offsetOf(text, span.start);
  const end = offsetOf(text, span.end);
  return `${text.slice(0, start)}<${text.slice(start, end)}>${text.slice(end)}`;
}

/** A text in which `<…>` marks the span and `[…|…]` an edit from the left part to the right one; the result is marked again. */
function moved(marked: string): string {
  const [, before, replaced, text, after] = /^([^[]*)\[([^|]*)\|([^\]]*)\]([\s\S]*)$/.exec(marked)!;
  const source = before! + replaced! + after!;
  const plain = source.replace(/[<>]/g, "");
  const span = { start: placeOf(plain, source.indexOf("<")), end: placeOf(plain, source.indexOf(">") - 1) };
  const from = before!.replace(/[<>]/g, "").length;
  const to = from + replaced!.replace(/[<>]/g, "").length;
  const edit: Edit = { range: { start: placeOf(plain, from), end: placeOf(plain, to) }, text: text! };
  return mark(plain.slice(0, from) + text! + plain.slice(to), moveSpan(span, edit));
}

describe("a span after an edit", () => {
  it.each([
    ["one two [|x ]<three> four", "one two x <three> four"],
    ["one [two|a\nb] <three> four", "one a\nb <three> four"],
    ["one\n[|\n\n]  <three>", "one\n\n\n  <three>"],
    ["[a\nb\n|]<three>", "<three>"],
    ["<three>[| four]", "<three> four"],
    ["<three>\n[x|y]", "<three>\ny"],
    ["<th[r|RR]ee> four", "<thRRee> four"],
    ["<th[|\n]ree>", "<th\nree>"],
    ["o[ne <th|x]ree> four", "ox<ree> four"],
    ["one <th[ree> fo|x]ur", "one <thx>ur"],
    ["o[ne <three> fo|x]ur", "ox<>ur"],
    ["[|x]<a>", "x<a>"],
  ])("%j becomes %j", (before, after) => {
    expect(moved(before)).toBe(after);
  });

  it("keeps its text when the edit does not touch it", () => {
    const line = fc.string({ unit: fc.constantFrom("a", "b", "\n"), maxLength: 12 });
    fc.assert(
      fc.property(line, line, line, line, fc.boolean(), (a, b, inside, typed, isBefore) => {
        const text = `${a}|${inside}|${b}`;
        const span = { start: placeOf(text, a.length + 1), end: placeOf(text, a.length + 1 + inside.length) };
        const from = isBefore ? 0 : a.length + inside.length + 2;
        const to = isBefore ? a.length : text.length;
        const edit = { range: { start: placeOf(text, from), end: placeOf(text, to) }, text: typed };
        const after = text.slice(0, from) + typed + text.slice(to);
        const { start, end } = moveSpan(span, edit);
        expect(after.slice(offsetOf(after, start), offsetOf(after, end))).toBe(inside);
      }),
    );
  });
});

function placeOf(text: string, offset: number): Place {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length - 1, character: lines.at(-1)!.length };
}

function offsetOf(text: string, { line, character }: Place): number {
  const before = text.split("\n").slice(0, line);
  return before.reduce((sum, each) => sum + each.length + 1, 0) + character;
}
