/** `util.getCallSites()` reads lines and columns straight from V8: its answer is put right here. */
import util from "node:util";
import { guard } from "../../runtime/faults.ts";
import type { FunctionTexts } from "./function-text.ts";
import { replace } from "./replace.ts";
import { withRoomFor } from "./stack-room.ts";
import type { MapPosition } from "./stacks.ts";

interface CallSite {
  scriptName: string;
  lineNumber: number;
  columnNumber: number;
  column?: number;
}

export interface CallSiteOptions {
  readonly map: MapPosition;
  /** Whether Node maps positions of a script by its source map. */
  readonly isMappedByNode: (script: string) => boolean;
  /** Our own bundle: its frames are left out. */
  readonly hidden: string;
  readonly texts: FunctionTexts;
}

/** Node's own limit. */
const MAX_FRAMES = 200;
/** {@link withRoomFor}, what it calls, and what stands in for the native function. */
const OWN_FRAMES = 3;

export function mapCallSites({ map, isMappedByNode, hidden, texts }: CallSiteOptions): void {
  const always = process.execArgv.includes("--enable-source-maps");
  let defaultFrames = 0;
  replace(util, "getCallSites", texts, (native) => ({
    getCallSites(this: unknown, ...args: unknown[]) {
      const [count, options] = guard(() => {
        defaultFrames ||= framesByDefault(native as () => CallSite[]);
        return frames(args, defaultFrames);
      }, args);
      const sites = withRoomFor(OWN_FRAMES, () =>
        Reflect.apply(native, this, [count, options] as never[]),
      ) as CallSite[];
      const sourceMap = (options as { sourceMap?: boolean } | undefined)?.sourceMap ?? always;
      const shown = sites.filter(({ scriptName }) => scriptName !== hidden);
      for (const site of shown) {
        guard(() => (sourceMap && isMappedByNode(site.scriptName)) || restore(site, map), undefined);
      }
      return shown;
    },
  }));
}

/** Deeper than any default: it was 8 once and is 10 now. */
const DEEP = 50;

/** How many frames Node gives to who does not say how many: asked at a depth that has them. */
function framesByDefault(native: () => CallSite[], depth = 0): number {
  return depth < DEEP ? framesByDefault(native, depth + 1) : native().length;
}

/** The arguments with room for the frames that are left out. What is wrong stays wrong. */
function frames([count, options]: unknown[], defaultFrames: number): [unknown, unknown] {
  if (count === undefined) return [defaultFrames + OWN_FRAMES, options];
  const isObject = typeof count === "object" && count !== null && options === undefined;
  if (isObject && /undefined|boolean/.test(typeof Reflect.get(count, "sourceMap"))) {
    return [defaultFrames + OWN_FRAMES, count];
  }
  const isValid =
    typeof count === "number" && Number.isInteger(count) && count >= 1 && count + OWN_FRAMES <= MAX_FRAMES;
  return [isValid ? count + OWN_FRAMES : count, options];
}

function restore(site: CallSite, map: MapPosition): void {
  const position = map(site.scriptName, site.lineNumber, site.columnNumber);
  if (position === null) return;
  site.lineNumber = position.line;
  site.columnNumber = position.column;
  if (site.column !== undefined) site.column = position.column;
}
