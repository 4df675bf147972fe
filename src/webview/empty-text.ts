import type { RunState } from "../protocol/messages.ts";

/** Why there is nothing to see in the timeline: what a person reads in its middle. */
export function emptyText(state: RunState, hasTrace: boolean, received: number, isExported: boolean): string {
  if (state === "starting" || state === "running") return "Waiting for the first event";
  if (hasTrace && state === "ended") return "No async function was called";
  if (state === "ended" && received === 0) return "The trace is empty";
  return received > 0 || isExported ? "Reading the trace" : "";
}
