/**
 * Everything the host and the timeline view say to each other: one interface per message, one union per direction.
 * The view speaks first ("ready"); the answer holds all initial state. Trace bytes travel as they are in the file.
 */

export type RunState = "idle" | "starting" | "running" | "ended" | "failed";

export interface SourcePosition {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, UTF-16 units. */
  readonly column: number;
}

// ---- host to view ----

export interface InitMessage {
  readonly kind: "init";
  /** Shown in the title: the traced file's name or the trace file's. */
  readonly title: string;
  readonly state: RunState;
  /** The trace can be run again and stopped from here (false for an opened file). */
  readonly canRun: boolean;
  /** Why nothing runs or can be shown, a sentence; empty when all is well. */
  readonly problem: string;
  /** Opaque to the view, which keeps it with `setState({ restore })` so that the host finds the trace after a reload. */
  readonly restore: string;
}

/** `bytes` continue the trace at `offset`. `offset` 0 starts a new trace and forgets the old one. */
export interface BytesMessage {
  readonly kind: "bytes";
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export interface StateMessage {
  readonly kind: "state";
  readonly state: RunState;
  readonly problem: string;
}

/** Select the latest execution of the site at a source position, or list all of them. */
export interface RevealMessage {
  readonly kind: "reveal";
  readonly at: SourcePosition;
  readonly all: boolean;
}

export type ToView = InitMessage | BytesMessage | StateMessage | RevealMessage;

// ---- view to host ----

export interface ReadyMessage {
  readonly kind: "ready";
}

export interface OpenSourceMessage {
  readonly kind: "openSource";
  readonly at: SourcePosition;
  /** Keep the keyboard in the timeline. */
  readonly preserveFocus: boolean;
}

export interface CommandMessage {
  readonly kind: "command";
  readonly command: "stop" | "traceAgain" | "exportHtml";
}

export interface ViewErrorMessage {
  readonly kind: "error";
  readonly message: string;
}

/** The view drew the trace up to `offset` bytes; the host's tests and its log use it. */
export interface DrawnMessage {
  readonly kind: "drawn";
  readonly offset: number;
  readonly tasks: number;
  readonly awaits: number;
}

export type ToHost = ReadyMessage | OpenSourceMessage | CommandMessage | ViewErrorMessage | DrawnMessage;
