import { grown } from "./columns.ts";

/** What a rectangle of the picture shows. In drawing order: a later kind covers an earlier one. */
export const BarKind = {
  /** A task, drawn as running; its waits cover it. */
  Task: 0,
  /** Several tasks too narrow to tell apart. */
  MergedTasks: 1,
  Wait: 2,
  MergedWaits: 3,
  /** A wait or task that had not ended when the program did. */
  Never: 4,
  /** Its end was lost: nobody knows. */
  Unknown: 5,
  /** A part of a wait in which the loop ran something else. */
  Busy: 6,
  /** A stretch in which the task ran, wide enough for the function's name. Nothing but a label. */
  Run: 7,
  /** Mark at the end of a rejected task or wait. */
  Rejected: 8,
  Turn: 9,
  /** Turns too narrow to tell apart; `colour` is how much of the time was busy, 0 … 7. */
  MergedTurns: 10,
  /** A turn that blocked the loop. */
  Blocked: 11,
} as const;
export type BarKind = (typeof BarKind)[keyof typeof BarKind];
const BAR_KINDS = 12;

export const BarFlag = {
  /** It has not ended: its right edge is now. */
  Open: 1,
  /** The filter does not match it. */
  Dim: 2,
  Rejected: 4,
  /** One of several lanes in one row: no text, no outline. */
  Thin: 8,
  /** A run whose task is drawn without a surface: its text stands on the background. */
  Hollow: 16,
  /** A wait of which a part is hatched: the text needs a plate. */
  Busy: 32,
} as const;

/** Rectangles as columns; row `i` of each is one bar. Ready to be transferred. */
export interface BarColumns {
  readonly length: number;
  /** Left and right edge in pixels of the picture's resolution, from its origin. */
  readonly x0: Float32Array<ArrayBuffer>;
  readonly x1: Float32Array<ArrayBuffer>;
  /** Top edge from the picture's top, and height, in CSS pixels. */
  readonly y: Float32Array<ArrayBuffer>;
  readonly height: Float32Array<ArrayBuffer>;
  readonly kind: Uint8Array<ArrayBuffer>;
  readonly colour: Uint8Array<ArrayBuffer>;
  readonly flags: Uint8Array<ArrayBuffer>;
  /** Site whose text labels the bar, -1 for none; of merged bars, how many they are. */
  readonly label: Int32Array<ArrayBuffer>;
  /** Task, await or turn, as the kind says; of merged ones the first. */
  readonly ref: Int32Array<ArrayBuffer>;
}

/** Collects bars; one instance is reused for every picture. */
export class Bars {
  length = 0;
  x0 = new Float32Array(4096);
  x1 = new Float32Array(4096);
  y = new Float32Array(4096);
  height = new Float32Array(4096);
  kind = new Uint8Array(4096);
  colour = new Uint8Array(4096);
  flags = new Uint8Array(4096);
  label = new Int32Array(4096);
  ref = new Int32Array(4096);

  add(
    kind: BarKind,
    x0: number,
    x1: number,
    y: number,
    height: number,
    colour: number,
    flags: number,
    label: number,
    ref: number,
  ): void {
    const at = this.length++;
    if (at >= this.x0.length) this.#grow();
    this.x0[at] = x0;
    this.x1[at] = x1;
    this.y[at] = y;
    this.height[at] = height;
    this.kind[at] = kind;
    this.colour[at] = colour;
    this.flags[at] = flags;
    this.label[at] = label;
    this.ref[at] = ref;
  }

  clear(): void {
    this.length = 0;
  }

  /** Copies in drawing order: by kind, then by colour and dimness, so that the painter seldom changes its brush. */
  sorted(): BarColumns {
    const count = this.length;
    const order = this.#order();
    const pick = <T extends Float32Array | Uint8Array | Int32Array>(from: T, to: T): T => {
      for (let i = 0; i < count; i++) to[i] = from[order[i]!]!;
      return to;
    };
    return {
      length: count,
      x0: pick(this.x0, new Float32Array(count)),
      x1: pick(this.x1, new Float32Array(count)),
      y: pick(this.y, new Float32Array(count)),
      height: pick(this.height, new Float32Array(count)),
      kind: pick(this.kind, new Uint8Array(count)),
      colour: pick(this.colour, new Uint8Array(count)),
      flags: pick(this.flags, new Uint8Array(count)),
      label: pick(this.label, new Int32Array(count)),
      ref: pick(this.ref, new Int32Array(count)),
    };
  }

  #order(): Int32Array {
    const start = new Int32Array(BAR_KINDS * 64 + 1);
    for (let i = 0; i < this.length; i++) start[this.#key(i) + 1]!++;
    for (let k = 1; k < start.length; k++) start[k]! += start[k - 1]!;
    const order = new Int32Array(this.length);
    for (let i = 0; i < this.length; i++) order[start[this.#key(i)]!++] = i;
    return order;
  }

  #key(i: number): number {
    return this.kind[i]! * 64 + (this.flags[i]! & BarFlag.Dim ? 32 : 0) + (this.colour[i]! & 31);
  }

  #grow(): void {
    const length = this.length * 2;
    this.x0 = grown(this.x0, length);
    this.x1 = grown(this.x1, length);
    this.y = grown(this.y, length);
    this.height = grown(this.height, length);
    this.kind = grown(this.kind, length);
    this.colour = grown(this.colour, length);
    this.flags = grown(this.flags, length);
    this.label = grown(this.label, length);
    this.ref = grown(this.ref, length);
  }
}
