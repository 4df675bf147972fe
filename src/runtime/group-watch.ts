/**
 * The members of a combinator over something that only iterating tells: a generator, `map.values()`, an iterator of the
 * program's. They show in the promise hooks. While a hook is on, V8 has a combinator make, without a frame between,
 *
 *     the promise it returns
 *     for each member that is a promise:    a throwaway whose parent is the member, in `then`
 *     for each other:                       a wrapper, settled at once unless the member is a thenable;
 *                                           then a throwaway whose parent is the wrapper
 *
 * Whatever else makes promises meanwhile (the iterator's `next`, getters) has a frame of its own. So what is made at the
 * place of the first one, which turns out to be the promise that is returned, is the combinator's; iterators of the
 * platform that run no code of the program need no such look. Where something does not fit into the pattern, or the
 * platform's promises were changed, nothing is known. What would deceive this: a `next` that is a bound `then`, and a
 * member with a `then` of its own that never calls the platform's on it.
 *
 * The hooks are on only between the two probes of a combinator over such a thing. Looking at the stack costs 5 µs: twice for
 * each, and once for each promise that is made meanwhile if the iterator is not the platform's.
 */
import { getPrototypeOf, hasOwn, node, promisePrototype } from "./intrinsics.ts";
import { changed } from "./iterables.ts";

/** Promises that are looked at; with more the members stay unknown. */
const MOST_MADE = 2048;
/** {@link placeBehind} and the hook; behind them is what Node puts between several hooks. */
const HOOK_FRAMES = 2;
/** {@link placeBehind}, `open`, what calls it and the probe. */
const PROBE_FRAMES = 4;
/** From the name of a combinator to the probe in its parentheses, in one line: type arguments may lie between. */
const MOST_COLUMNS = 500;
const DISPATCH = "node:internal/promise_hooks";
const RAW = { sourceMap: false } as const;

interface Place {
  readonly scriptName: string;
  readonly functionName: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
  /** Not in all versions of Node 22. */
  readonly scriptId?: string;
}

/** null stands for a thenable. */
export type WatchedMembers = readonly (Promise<unknown> | null)[];

/** A combinator that is being called. */
class Call {
  readonly outer: Call | null;
  /** Where the probe before it is. */
  readonly probe: Place | null;
  /** Nothing of the program's runs to get the members. */
  readonly isQuiet: boolean;
  /** What it returns, if it is one of the platform's. */
  result: Promise<unknown> | null = null;
  place: Place | null = null;
  /** The last promise that it made, until the throwaway has come. */
  wrapper: Promise<unknown> | null = null;
  isSettled = false;
  isLost = true;
  readonly members: (Promise<unknown> | null)[] = [];

  constructor(outer: Call | null, probe: Place | null, isQuiet: boolean) {
    this.outer = outer;
    this.probe = probe;
    this.isQuiet = isQuiet;
  }
}

export class GroupWatch {
  #call: Call | null = null;
  #made = 0;
  #stopInit: (() => void) | null = null;
  #stopSettled: (() => void) | null = null;

  /** Whether some combinator is being watched. */
  get isOn(): boolean {
    return this.#call !== null;
  }

  /** A combinator is called next. To be called by what a probe calls. */
  open(isQuiet: boolean): void {
    if (this.#call === null) this.#made = 0;
    const call = new Call(this.#call, placeBehind(PROBE_FRAMES), isQuiet);
    this.#call = call;
    this.#stopInit ??= node.promiseHooks().onInit(this.#onInit) as () => void;
    this.#stopSettled ??= node.promiseHooks().onSettled(this.#onSettled) as () => void;
    // Last, for what comes before may reach the end of the stack.
    call.isLost = changed();
  }

  /**
   * The combinator has returned `result`: its members, undefined where they are not known. One that threw instead is
   * still there, above the one that has returned, and took what was that one's.
   */
  close(result: unknown): WatchedMembers | undefined {
    const last = this.#call;
    let call = last;
    while (call !== null && call.result !== result) call = call.outer;
    const isCertain = call !== null && call === last && isSound(call);
    this.#call = call === null ? (last?.outer ?? null) : call.outer;
    if (this.#call === null) this.stop();
    return isCertain ? call!.members : undefined;
  }

  stop(): void {
    this.#call = null;
    const stopInit = this.#stopInit;
    const stopSettled = this.#stopSettled;
    this.#stopInit = null;
    this.#stopSettled = null;
    stopInit?.();
    stopSettled?.();
  }

  readonly #onInit = (promise: Promise<unknown>, parent: Promise<unknown> | undefined): void => {
    const call = this.#call;
    if (call === null) return;
    try {
      this.#made += 1;
      // The hooks stay on: Node may be on its way through the list of them.
      if (this.#made > MOST_MADE) call.isLost = true;
      if (call.result === null) begin(call, promise, parent);
      if (call.isLost) return;
      const place = call.isQuiet && call.place !== null ? call.place : placeBehind(HOOK_FRAMES);
      if (call.place === null) locate(call, place);
      else if (parent !== undefined && isStrange(parent)) call.isLost = true;
      else if (isSame(place, call.place)) follow(call, promise, parent);
    } catch {
      // The end of the stack.
      call.isLost = true;
    }
  };

  readonly #onSettled = (promise: Promise<unknown>): void => {
    if (this.#call !== null && this.#call.wrapper === promise) this.#call.isSettled = true;
  };
}

function begin(call: Call, promise: Promise<unknown>, parent: Promise<unknown> | undefined): void {
  call.result = promise;
  // A subclass, or the promises of another realm, of which it is not known whether they were changed.
  if (parent !== undefined || getPrototypeOf(promise) !== promisePrototype) call.isLost = true;
}

function locate(call: Call, place: Place | null): void {
  call.place = place;
  if (!isCallAround(call.probe, place)) call.isLost = true;
}

/** As a member it would be one that the combinator makes no promise for, or one that it runs code of the program for. */
function isStrange(promise: Promise<unknown>): boolean {
  return hasOwn(promise, "then") || hasOwn(promise, "constructor");
}

function follow(call: Call, promise: Promise<unknown>, parent: Promise<unknown> | undefined): void {
  if (call.wrapper === null) {
    if (parent !== undefined) call.members[call.members.length] = parent;
    else call.wrapper = promise;
    call.isSettled = false;
  } else if (parent === call.wrapper) {
    if (!call.isSettled) call.members[call.members.length] = null;
    call.wrapper = null;
  }
  // Else the value that is being wrapped has a getter, `then`, which is running.
}

function isSound({ isLost, place, wrapper }: Call): boolean {
  return !isLost && place !== null && wrapper === null && !changed();
}

/** Where code of the program, or of Node, is that called the last of `frames`. */
function placeBehind(frames: number): Place | null {
  const all: Place[] = node.getCallSites(frames + 2, RAW);
  const caller = all[frames];
  return (caller?.scriptName === DISPATCH ? all[frames + 1] : caller) ?? null;
}

/** Whether `place` can be that of the call in whose parentheses the probe is: of a call by the same function, close before. */
function isCallAround(probe: Place | null, place: Place | null): boolean {
  if (probe === null || place === null || !isOfSameFunction(probe, place)) return false;
  const lines = probe.lineNumber - place.lineNumber;
  const columns = probe.columnNumber - place.columnNumber;
  return lines > 0 || (lines === 0 && columns > 0 && columns <= MOST_COLUMNS);
}

function isSame(a: Place | null, b: Place | null): boolean {
  if (a === null || b === null || !isOfSameFunction(a, b)) return false;
  return a.lineNumber === b.lineNumber && a.columnNumber === b.columnNumber;
}

function isOfSameFunction(a: Place, b: Place): boolean {
  return a.scriptName === b.scriptName && a.scriptId === b.scriptId && a.functionName === b.functionName;
}
