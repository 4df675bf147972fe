/** What is selected: a row of the tasks, awaits or turns. */
export interface Selection {
  readonly kind: "task" | "await" | "turn";
  readonly ref: number;
}
