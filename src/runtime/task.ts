/** What instrumented code holds of the recorder: `$awt`, the task of one call, and `$aw`, the probes that it hands it to. */

/** What a task does. Those from Awaiting on are suspended; they differ in what a resume without news means. */
export const State = {
  Running: 0,
  /** An error leaves the task: its end is a rejection. */
  Rejecting: 1,
  Ended: 2,
  /** In an `await`, or a `return` of a generator: only a rejection goes past the probe behind it. */
  Awaiting: 3,
  /** Between two bodies of a `for await`. */
  Iterating: 4,
  /** In a `yield`, or in hidden disposals: it may be resumed in any way. */
  Yielding: 5,
} as const;
export type State = (typeof State)[keyof typeof State];

/** One call of an async function, known to the program's code as `$awt`. */
export class Task {
  /** 0 for a call that is not recorded. */
  readonly id: number;
  state: State = State.Running;
  /** The site of the last suspension. */
  site = 0;
  /** The task to give control back to. */
  prev: Task | null;

  constructor(id: number, prev: Task | null) {
    this.id = id;
    this.prev = prev;
  }
}

/** The probes as `$aw` has them. A last argument that a call in the source has and none here has marks it for `strip`. */
export interface Probes {
  e(site: number): Task;
  h(site: number): Task;
  E(site: number): Task;
  g(site: number): Task;
  G(site: number): Task;
  t(site: number): Task;
  s<V>(task: Task, site: number, value: V): V;
  d<V>(task: Task, site: number, value: V): V;
  u<V>(task: Task, value: V): V;
  w<V>(task: Task, value: V): V;
  y<V>(task: Task, site: number, value: V): V;
  v<V>(task: Task, value: V): V;
  x<V>(task: Task, error: V): V;
  c(task: Task): void;
  l(task: Task): void;
  r<V>(task: Task, site: number, value: V): V;
  o<V>(site: number, value: V): V;
  f(task: Task): void;
  i<V>(task: Task, site: number, iterable: V): V;
  b(task: Task, site: number): void;
  n(task: Task, site: number): void;
  z(task: Task, site: number): void;
  j(task: Task, site: number): Disposable;
  k(task: Task, site: number): Disposable;
  p(): Promise<unknown> | null;
  q<V>(own: Promise<unknown> | null, value: V): V;
  m<V>(iterable: V): V;
  a<V>(site: number, promise: V): V;
}
