import { DETOUR } from "../../runtime/hook-detours.ts";

/** Of the frame at an index, innermost first. */
export interface Frames {
  readonly length: number;
  readonly script: (at: number) => unknown;
  readonly function: (at: number) => unknown;
}

const TRAMPOLINES = "node:internal/async_hooks";
/** Where the callback of a microtask is called. */
const MICROTASKS = "node:internal/process/task_queues";

/**
 * Which frames are there only because Node took a detour for the recorder's hook: the recorder's own, the one below, which called it,
 * and of a microtask the one above; and the function through which Node calls back while a hook is called around it. Null where there
 * are none. `isOnlyHook`: no such hook but the recorder's is on.
 */
export function framesOfDetours(frames: Frames, hidden: string, isOnlyHook: boolean): readonly boolean[] | null {
  let found: boolean[] | null = null;
  for (let at = 0; at < frames.length; at++) {
    const script = frames.script(at);
    if (script === TRAMPOLINES && isOnlyHook && frames.function(at) === "callbackTrampoline") {
      found ??= [];
      found[at] = true;
    }
    if (script !== hidden || frames.function(at) !== DETOUR) continue;
    found ??= [];
    found[at] = true;
    found[at + 1] = true;
    if (at > 0 && frames.script(at - 1) === MICROTASKS) found[at - 1] = true;
  }
  return found;
}
