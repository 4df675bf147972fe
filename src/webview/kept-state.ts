import type { Host } from "./host.ts";
import { readState, type SavedState } from "./saved-state.ts";

const SAVE_DELAY_MS = 400;

/** The state that survives a reload: as it was at first, and written now and then while it changes. */
export class KeptState {
  readonly #host: Host;
  readonly #current: () => Partial<SavedState>;
  #value: SavedState;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param current what the page's parts know at the moment of writing */
  constructor(host: Host, current: () => Partial<SavedState>) {
    this.#host = host;
    this.#current = current;
    this.#value = readState(host.readState());
  }

  get value(): SavedState {
    return this.#value;
  }

  set(change: Partial<SavedState>): void {
    this.#value = { ...this.#value, ...change };
    this.saveSoon();
  }

  saveSoon(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#value = { ...this.#value, ...this.#current() };
      this.#host.writeState({ ...this.#value });
    }, SAVE_DELAY_MS);
  }
}
