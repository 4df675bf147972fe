import type { RunState, SourcePosition, ToView } from "../protocol/messages.ts";

const STATES: readonly RunState[] = ["idle", "starting", "running", "ended", "failed"];

/** A message from the host, checked field by field; null for anything else, which is then ignored. */
export function readToView(data: unknown): ToView | null {
  if (!isRecord(data)) return null;
  const { kind } = data;
  switch (kind) {
    case "init": {
      const { title, state, canRun, problem, restore } = data;
      if (!isText(title) || !isState(state) || typeof canRun !== "boolean" || !isText(problem)) return null;
      return { kind, title, state, canRun, problem, restore: isText(restore) ? restore : "" };
    }
    case "state": {
      const { state, problem } = data;
      return isState(state) && isText(problem) ? { kind, state, problem } : null;
    }
    case "bytes": {
      const { offset } = data;
      const bytes = asBytes(data.bytes);
      return bytes !== null && isCount(offset) ? { kind, offset, bytes } : null;
    }
    case "reveal": {
      const at = asPosition(data.at);
      return at !== null && typeof data.all === "boolean" ? { kind, at, all: data.all } : null;
    }
    default:
      return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isState(value: unknown): value is RunState {
  return STATES.includes(value as RunState);
}

/** Some editors turn a typed array into its buffer on the way. */
function asBytes(value: unknown): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  return value instanceof ArrayBuffer ? new Uint8Array(value) : null;
}

function asPosition(value: unknown): SourcePosition | null {
  if (!isRecord(value)) return null;
  const { file, line, column } = value;
  return isText(file) && isCount(line) && isCount(column) ? { file, line, column } : null;
}
