/** What is selected: a row of the tasks, awaits, turns or futures. */
export interface Selection {
  readonly kind: "task" | "await" | "turn" | "future";
  readonly ref: number;
}
