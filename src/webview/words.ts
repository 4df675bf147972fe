/** "a timer", "an immediate", "an HTTP request". */
export function withArticle(noun: string): string {
  return /^([aeio]|HTTP)/i.test(noun) ? `an ${noun}` : `a ${noun}`;
}
