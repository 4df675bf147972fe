import type { SourcePosition, ToHost } from "../protocol/messages.ts";

/**
 * A message of the view, or undefined for anything else. The page shows text of traces that strangers made, so what
 * comes out of it is taken for no more than it proves to be.
 */
export function asToHost(value: unknown): ToHost | undefined {
  if (!isRecord(value)) return undefined;
  switch (value.kind) {
    case "ready":
      return { kind: "ready" };
    case "openSource": {
      const at = asPosition(value.at);
      return at && { kind: "openSource", at, preserveFocus: value.preserveFocus === true };
    }
    case "command":
      return isCommand(value.command) ? { kind: "command", command: value.command } : undefined;
    case "error":
      return typeof value.message === "string" ? { kind: "error", message: value.message.slice(0, 2000) } : undefined;
    case "drawn": {
      const { offset, tasks, awaits } = value;
      return isCount(offset) && isCount(tasks) && isCount(awaits)
        ? { kind: "drawn", offset, tasks, awaits }
        : undefined;
    }
    default:
      return undefined;
  }
}

/** A place in a file, as messages and command links carry it. */
export function asPosition(value: unknown): SourcePosition | undefined {
  if (!isRecord(value)) return undefined;
  const { file, line, column } = value;
  return typeof file === "string" && isCount(line) && isCount(column) ? { file, line, column } : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isCommand(value: unknown): value is "stop" | "traceAgain" | "exportHtml" {
  return value === "stop" || value === "traceAgain" || value === "exportHtml";
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
