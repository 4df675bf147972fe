/** Places in a document, counted from 0 as the editor counts them. Columns are UTF-16 units, ends exclusive. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

export interface Span {
  readonly start: Place;
  readonly end: Place;
}

/** The text in `range` was replaced by `text`. */
export interface Edit {
  readonly range: Span;
  readonly text: string;
}

/**
 * Where `span` is after an edit. Text typed right before it pushes it along, text typed right behind it stays outside,
 * and an edit across one of its borders leaves what remains of it.
 */
export function moveSpan(span: Span, edit: Edit): Span {
  const end = isBefore(edit.range.start, span.end) ? movePlace(span.end, edit, "end") : span.end;
  const start = isBefore(span.start, edit.range.start) ? span.start : movePlace(span.start, edit, "start");
  return isBefore(end, start) ? { start, end: start } : { start, end };
}

export function isBefore(a: Place, b: Place): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

export function contains(span: Span, place: Place): boolean {
  return !isBefore(place, span.start) && !isBefore(span.end, place);
}

/** A place that was replaced itself goes behind the new text as a start, and to its end as an end. */
function movePlace(place: Place, { range, text }: Edit, as: "start" | "end"): Place {
  const behind = endOfText(range.start, text);
  if (isBefore(place, range.end)) return as === "end" || isBefore(range.start, place) ? behind : range.start;
  if (place.line > range.end.line) {
    return { line: place.line + behind.line - range.end.line, character: place.character };
  }
  return { line: behind.line, character: behind.character + place.character - range.end.character };
}

/** Where a text that begins at `start` ends. */
function endOfText(start: Place, text: string): Place {
  const lines = text.split(/\r\n|\r|\n/);
  const last = lines[lines.length - 1]!;
  if (lines.length === 1) return { line: start.line, character: start.character + last.length };
  return { line: start.line + lines.length - 1, character: last.length };
}
