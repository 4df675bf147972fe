/** Insertions into a text, made in the order of the text; at one place they stay in the order in which they were made. */
export class Edits {
  readonly #source: string;
  readonly #at: number[] = [];
  readonly #texts: string[] = [];
  #inOrder = true;

  constructor(source: string) {
    this.#source = source;
  }

  /** Gives the insertion's number, for {@link replace}. */
  insert(at: number, text: string): number {
    if (this.#at.length > 0 && at < this.#at[this.#at.length - 1]!) this.#inOrder = false;
    this.#at.push(at);
    return this.#texts.push(text) - 1;
  }

  /** Gives an insertion another text. */
  replace(insertion: number, text: string): void {
    this.#texts[insertion] = text;
  }

  /** The text with all insertions. Throws if one was made out of order: the nesting of what is inserted would be unknown. */
  apply(): string {
    if (!this.#inOrder) throw new Error("The source's parts are not in the expected order");
    let code = "";
    let from = 0;
    for (const [index, at] of this.#at.entries()) {
      code += this.#source.slice(from, at) + this.#texts[index];
      from = at;
    }
    return code + this.#source.slice(from);
  }
}
