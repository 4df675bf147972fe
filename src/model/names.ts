/** The names of a trace, each once: the types of turns. */
export class Names {
  readonly all: string[] = [];
  readonly #byName = new Map<string, number>();

  intern(name: string): number {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    this.#byName.set(name, this.all.length);
    return this.all.push(name) - 1;
  }
}
