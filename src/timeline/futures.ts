import { functionName, groupLabel } from "../model/describe.ts";
import { type Model, OnKind, Settled } from "../model/types.ts";
import { type TaskLink, taskLink, turnName } from "./waits.ts";

/** What is known of a future, for the details of a wait on it. */
export interface FutureFacts {
  /** The expression that made it; empty where code made it that is not traced. */
  readonly text: string;
  readonly place: { readonly file: string; readonly line: number; readonly column: number } | null;
  readonly by: TaskLink | null;
  /** What it is derived from: "load()", a promise's expression; empty for nothing known. */
  readonly from: string;
  /** The task that it is derived from. */
  readonly fromTask: TaskLink | null;
  /** The turn in which it settled, -1 not known, and what that turn came from. */
  readonly turn: number;
  readonly turnName: string;
  readonly isExact: boolean;
}

export function futureFacts(model: Model, future: number): FutureFacts {
  const { futures, sites } = model;
  const site = sites[futures.site[future]!];
  const by = futures.by[future]!;
  const turn = futures.turn[future]!;
  return {
    text: site?.text ?? "",
    place: site === undefined ? null : { file: site.file, line: site.line, column: site.column },
    by: by < 0 ? null : taskLink(model, by),
    ...origin(model, future),
    turn,
    turnName: turn < 0 ? "" : turnName(model, turn),
    isExact: futures.settled[future] === Settled.Exact,
  };
}

function origin(model: Model, future: number): Pick<FutureFacts, "from" | "fromTask"> {
  const { futures, tasks, sites } = model;
  const row = futures.from[future]!;
  switch (futures.fromKind[future]) {
    case OnKind.Task:
      return { from: `${functionName(model, tasks.site[row]!)}()`, fromTask: taskLink(model, row) };
    case OnKind.Future:
      return { from: sites[futures.site[row]!]?.text ?? "", fromTask: null };
    case OnKind.Group:
      return { from: groupLabel(model, row), fromTask: null };
    default:
      return { from: "", fromTask: null };
  }
}
