/**
 * Text of a stranger as Markdown that shows exactly that text. Every ASCII character that could mean something becomes
 * an entity, so no rule of any Markdown dialect, no HTML, no `$(icon)` and no link can come out of it. Characters that
 * would change the reading of what follows (controls, and Unicode's overrides of direction) are shown as replaced.
 */
export function escapeMarkdown(text: string): string {
  return [...text].map(escapeCharacter).join("");
}

function escapeCharacter(character: string): string {
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(character)) return "\ufffd";
  if (character > "\u007f" || /[A-Za-z0-9 ]/.test(character)) return character;
  return `&#${character.codePointAt(0)};`;
}

/** Cut to `length` characters with an ellipsis, between code points. */
export function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length
    ? text
    : `${characters
        .slice(0, length - 1)
        .join("")
        .trimEnd()}…`;
}
