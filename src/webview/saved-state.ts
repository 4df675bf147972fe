import type { Viewport } from "../timeline/viewport.ts";

/** What survives a reload of the page. `restore` belongs to the host. */
export interface SavedState {
  readonly restore: string;
  readonly view: Viewport | null;
  readonly scrollTop: number;
  readonly query: string;
  readonly treeWidth: number;
  readonly detailsHeight: number;
}

export const DEFAULT_STATE: SavedState = {
  restore: "",
  view: null,
  scrollTop: 0,
  query: "",
  treeWidth: 264,
  detailsHeight: 248,
};

/** Takes from a stored value what is of the right type; all else is as at first. */
export function readState(value: unknown): SavedState {
  if (typeof value !== "object" || value === null) return DEFAULT_STATE;
  const stored = value as Record<string, unknown>;
  const count = (name: "scrollTop" | "treeWidth" | "detailsHeight") =>
    Number.isFinite(stored[name]) ? Math.max(0, stored[name] as number) : DEFAULT_STATE[name];
  const text = (name: "restore" | "query") => (typeof stored[name] === "string" ? stored[name] : "");
  return {
    restore: text("restore"),
    query: text("query"),
    view: readViewport(stored.view),
    scrollTop: count("scrollTop"),
    treeWidth: count("treeWidth"),
    detailsHeight: count("detailsHeight"),
  };
}

function readViewport(value: unknown): Viewport | null {
  if (typeof value !== "object" || value === null) return null;
  const { startMs, endMs } = value as Record<string, unknown>;
  if (!Number.isFinite(startMs) || !Number.isFinite(endMs)) return null;
  const view = { startMs: startMs as number, endMs: endMs as number };
  return view.endMs > view.startMs ? view : null;
}
