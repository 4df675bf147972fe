import type { TimerDelay } from "../model/scheduled.ts";
import type { SourcePosition } from "../protocol/messages.ts";
import type { Details } from "../timeline/details.ts";
import type { FuturePart, FutureQuery } from "../timeline/future-list.ts";
import type { FutureFacts } from "../timeline/futures.ts";
import type { MessageLink, ThreadLink } from "../timeline/links.ts";
import type { Overview } from "../timeline/overview.ts";
import type { Picture, PictureRequest } from "../timeline/picture.ts";
import type { Selection } from "../timeline/selection.ts";
import type { Summary } from "../timeline/summary.ts";
import type { TurnRun } from "../timeline/turn-runs.ts";
import type { TaskLink } from "../timeline/waits.ts";

/** What the page and its worker say to each other. Arrays are transferred, not copied. */

// ---- page to worker ----

export type ToWorker =
  /** The next bytes of the trace; `offset` 0 starts a new one. */
  | { readonly kind: "bytes"; readonly offset: number; readonly bytes: Uint8Array }
  /** No more bytes will come (until the next `offset` 0). */
  | { readonly kind: "ended"; readonly ended: boolean }
  | { readonly kind: "picture"; readonly request: PictureRequest; readonly nowMs: number }
  | { readonly kind: "toggle"; readonly rows: readonly number[]; readonly collapsed: boolean }
  | { readonly kind: "query"; readonly text: string }
  | { readonly kind: "select"; readonly selection: Selection | null; readonly nowMs: number; readonly cause: Cause }
  | { readonly kind: "step"; readonly by: number; readonly along: "site" | "lane" | "matches" }
  | { readonly kind: "pick"; readonly site: number; readonly which: "slowest" | "latest" }
  | { readonly kind: "reveal"; readonly at: SourcePosition; readonly all: boolean }
  | { readonly kind: "tip"; readonly selection: Selection; readonly nowMs: number }
  | { readonly kind: "futures"; readonly query: FutureQuery };

/** Why something is selected: by a click in the picture, or from elsewhere, when it must be brought into sight. */
export type Cause = "click" | "jump" | "refresh";

// ---- worker to page ----

export interface TraceMessage {
  readonly kind: "trace";
  readonly version: number;
  /** Bytes taken in so far. */
  readonly offset: number;
  readonly endMs: number;
  readonly tasks: number;
  readonly awaits: number;
  readonly threads: number;
  readonly complete: boolean;
  readonly losses: { readonly droppedEvents: number; readonly damagedChunks: number; readonly missingChunks: number };
  readonly uninstrumented: readonly { readonly file: string; readonly reason: string }[];
  /** What recording cost all threads that said so, milliseconds; NaN while none has. */
  readonly costMs: number;
  /** How long those threads lived, all together. */
  readonly livedMs: number;
  /** Texts of the sites from `firstSite` on; bars name them by number. */
  readonly firstSite: number;
  readonly siteTexts: readonly string[];
  readonly overview: Overview;
}

/** A row of the tree, as the page shows it. */
export interface RowView {
  readonly row: number;
  readonly kind: "thread" | "task" | "pack";
  readonly depth: number;
  readonly top: number;
  readonly height: number;
  readonly name: string;
  readonly detail: string;
  /** Tasks in the row that rejected, and that have not ended. */
  readonly rejected: number;
  readonly open: number;
  readonly openWord: "waiting" | "never settled";
  /** Null where there is nothing to open. */
  readonly collapsed: boolean | null;
  readonly colour: number;
  readonly firstTask: number;
  readonly position: number;
}

export interface PictureMessage {
  readonly kind: "picture";
  readonly version: number;
  readonly picture: Picture;
  readonly rows: readonly RowView[];
  readonly rowCount: number;
  /** Height of all rows, CSS pixels. */
  readonly height: number;
  readonly selected: SelectedBar | null;
}

/** Where the arrow to a selection starts, and whether it ends at the selection's start or end. */
export interface ArrowStart {
  readonly atMs: number;
  readonly top: number;
  readonly height: number;
  readonly to: "start" | "end";
}

/** Where the selection is, for its outline; and what it waited for or was called by, for the arrow. */
export interface SelectedBar {
  readonly selection: Selection;
  readonly startMs: number;
  /** NaN while it can still end. */
  readonly endMs: number;
  /** In the content; -1 while its row is hidden. */
  readonly top: number;
  readonly height: number;
  readonly from: ArrowStart | null;
}

export interface Tip {
  readonly selection: Selection;
  readonly title: string;
  readonly lines: readonly string[];
}

/** A selected turn of an event loop. */
export interface TurnView {
  readonly selection: Selection;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  /** The traced functions that ran in it, the longest first. */
  readonly ran: readonly TurnRun[];
  /** The first messages that came in it, and how many more did. */
  readonly messages: readonly MessageLink[];
  readonly moreMessages: number;
  /** Who started the thread; null where that is not known. */
  readonly startedBy: ThreadLink | null;
  /** Of a timer: what it was set to, and took. */
  readonly timer: TimerDelay | null;
  /** The task that had it scheduled; null for none, and where that is not known. */
  readonly by: TaskLink | null;
  /** Awaits that it held up: how many, and the first of them. */
  readonly heldUp: number;
  readonly firstHeldUp: readonly HeldUp[];
}

/** An await that had begun before a turn and ended in it or later. */
export interface HeldUp {
  readonly ref: number;
  readonly text: string;
  readonly name: string;
  /** How long the wait took in all; NaN while it has not ended. */
  readonly ms: number;
}

export type FromWorker =
  | TraceMessage
  | PictureMessage
  | { readonly kind: "details"; readonly details: Details; readonly bar: SelectedBar; readonly cause: Cause }
  | { readonly kind: "turn"; readonly turn: TurnView; readonly bar: SelectedBar; readonly cause: Cause }
  | { readonly kind: "future"; readonly future: FutureFacts; readonly bar: SelectedBar; readonly cause: Cause }
  | { readonly kind: "futures"; readonly part: FuturePart }
  | { readonly kind: "nothing"; readonly reason: string }
  | { readonly kind: "summary"; readonly summary: Summary }
  | { readonly kind: "matches"; readonly text: string; readonly count: number }
  | { readonly kind: "tip"; readonly tip: Tip | null }
  | { readonly kind: "failed"; readonly message: string };
