/** The Nodes that everything is tried on, and what is tried. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

export const PRELOAD = join(ROOT, "dist/preload.cjs");

export const NODE_LINES = [22, 24, 26] as const;
export type NodeLine = (typeof NODE_LINES)[number];

export const NODES: Record<NodeLine, string> = {
  22: join(ROOT, "node_modules/node22/bin/node"),
  24: join(ROOT, "node_modules/node/bin/node"),
  26: join(ROOT, "node_modules/node26/bin/node"),
};
