/** `util.getCallSites()` reads lines and columns straight from V8: its answer is put right here. */
import util from "node:util";
import { guard } from "../../runtime/faults.ts";
import { framesOfDetours } from "./detour-frames.ts";
import type { FunctionTexts } from "./function-text.ts";
import { replace } from "./replace.ts";
import { applyWithRoom } from "./stack-room.ts";
import type { MapPosition } from "./stacks.ts";

interface CallSite {
  scriptName: string;
  functionName: string;
  lineNumber: number;
  columnNumber: number;
  column?: number;
}

export interface CallSiteOptions {
  readonly map: MapPosition;
  /** Whether Node maps positions of a script by its source map. */
  readonly isMappedByNode: (script: string) => boolean;
  /** No hook of `async_hooks` but the recorder's is called around callbacks. */
  readonly isOnlyHook: () => boolean;
  /** Our own bundle: its frames are left out. */
  readonly hidden: string;
  readonly texts: FunctionTexts;
}

/** Node's own limit. */
const MAX_FRAMES = 200;
/** What Node gives to who does not say how many, if that cannot be found out. */
const USUAL_FRAMES = 10;
/** What stands in for the native function, {@link applyWithRoom}, and the most that {@link framesOfDetours} finds. */
const OWN_FRAMES = 2 + 3;
const { isInteger } = Number;

export function mapCallSites({ map, isMappedByNode, isOnlyHook, hidden, texts }: CallSiteOptions): void {
  const always = process.execArgv.includes("--enable-source-maps");
  let defaultFrames = 0;
  replace(util, "getCallSites", texts, (native) => ({
    getCallSites(this: unknown, ...args: unknown[]) {
      defaultFrames ||= guard(() => framesByDefault(native as () => CallSite[]), USUAL_FRAMES);
      const asked = frames(args[0], args[1], defaultFrames);
      const sites = applyWithRoom(native, this, [asked[0], asked[1]]) as CallSite[];
      return guard(() => show(sites, asked[1]).slice(0, asked[2]), sites);
    },
  }));

  function show(sites: CallSite[], options: unknown): CallSite[] {
    const frames = {
      length: sites.length,
      script: (at: number) => sites[at]!.scriptName,
      function: (at: number) => sites[at]!.functionName,
    };
    const ofDetours = framesOfDetours(frames, hidden, isOnlyHook());
    const shown = sites.filter(({ scriptName }, at) => scriptName !== hidden && !ofDetours?.[at]);
    const sourceMap = (options as { sourceMap?: boolean } | undefined)?.sourceMap ?? always;
    for (const site of shown) {
      guard(() => (sourceMap && isMappedByNode(site.scriptName)) || restore(site, map), undefined);
    }
    return shown;
  }
}

/** Deeper than any default: it was 8 once and is 10 now. */
const DEEP = 50;

/** How many frames Node gives to who does not say how many: asked at a depth that has them. */
function framesByDefault(native: () => CallSite[], depth = 0): number {
  return depth < DEEP ? framesByDefault(native, depth + 1) : native().length;
}

/** The arguments with room for the frames that are left out, and how many are wanted. What is wrong stays wrong. */
function frames(count: unknown, options: unknown, defaultFrames: number): [unknown, unknown, number] {
  if (count === undefined) return [defaultFrames + OWN_FRAMES, options, defaultFrames];
  if (options === undefined && guard(() => areOptions(count), false))
    return [defaultFrames + OWN_FRAMES, count, defaultFrames];
  const isValid = typeof count === "number" && isInteger(count) && count >= 1 && count + OWN_FRAMES <= MAX_FRAMES;
  return [isValid ? count + OWN_FRAMES : count, options, isValid ? count : MAX_FRAMES];
}

function areOptions(first: unknown): boolean {
  if (typeof first !== "object" || first === null) return false;
  const sourceMap: unknown = Reflect.get(first, "sourceMap");
  return sourceMap === undefined || typeof sourceMap === "boolean";
}

function restore(site: CallSite, map: MapPosition): void {
  const position = map(site.scriptName, site.lineNumber, site.columnNumber);
  if (position === null) return;
  site.lineNumber = position.line;
  site.columnNumber = position.column;
  if (site.column !== undefined) site.column = position.column;
}
