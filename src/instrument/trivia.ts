/** The first position from `at` on that is neither whitespace nor a comment. `at` must not be inside a token. */
export function skipTrivia(source: string, at: number): number {
  trivia.lastIndex = at;
  trivia.test(source);
  return trivia.lastIndex;
}

const trivia = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?\*\/)*/y;

export function hasLineBreak(source: string, start: number, end: number): boolean {
  return /[\n\r\u2028\u2029]/.test(source.slice(start, end));
}
