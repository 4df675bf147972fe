/**
 * What scheduled a callback: which task ran when its resource was made, and when that was. It rides on the resource in
 * a private field, so nothing is kept alive and nothing has to be forgotten.
 *
 * Promises have no such resource: where `trackPromises` is off their reactions cost nothing and tell nothing, so who
 * called `.then` is not known. AsyncLocalStorage would know, but setting it at every call and resume costs 100 ns each.
 */
import { clockMs } from "./clock.ts";
import { getOwnPropertyDescriptor, getPrototypeOf, isProxy, OwnResource, objectPrototype } from "./intrinsics.ts";
import { Given } from "./stamp.ts";

/** A kind of resource, as whoever makes it names it. */
export interface Kind {
  readonly name: string;
  /** The number of the turns that callbacks of Node's own resources of this kind open; 0 for none, {@link LEARN} or {@link ASK}. */
  turn: number;
}

/** Of one resource, and of its next callback. */
export interface Cause {
  /** Id of the task that ran, 0 for none. */
  readonly by: number;
  /** When the callback was scheduled, NaN for ticks and microtasks: in the very turn in which they run. */
  scheduledMs: number;
  readonly kind: Kind;
}

/** Not known yet, and the same for all. */
export const LEARN = -1;
/** To be asked of each resource: on Node 26 a file's `FSREQCALLBACK` is one of three classes. */
export const ASK = -2;

/** Kinds whose resources have one class on Node 24 and 26; of what a later Node adds each is asked. */
const ONE_CLASS: { readonly [name: string]: true | undefined } = {
  __proto__: null as never,
  Timeout: true,
  Immediate: true,
  FSREQPROMISE: true,
  FILEHANDLECLOSEREQ: true,
  HTTPINCOMINGMESSAGE: true,
  HTTPCLIENTREQUEST: true,
  TCPCONNECTWRAP: true,
  GETADDRINFOREQWRAP: true,
};

/** Run in the turn in which they were scheduled. They are many, so that their time is not taken. */
const TICK = "TickObject";
const MICROTASK = "Microtask";
const TIMER = "Timeout";
/** What all resources of the program's own are called: a name of the program's is no business of a trace. */
const OWN = "AsyncResource";

/** A timer that was set anew says so by a start that is later than its making by more than this, milliseconds. */
const REARMED_MS = 2;

/** Node has some sixty; a program may make names without end. */
const MAX_KINDS = 256;

/** The last resources whose numbers are kept; a power of two. Most callbacks run while few others are made. */
const MARKS = 1024;

const ticks: Kind = { name: TICK, turn: 0 };
const microtasks: Kind = { name: MICROTASK, turn: 0 };
const NOBODYS_TICK: Cause = { by: 0, scheduledMs: Number.NaN, kind: ticks };
/** Of what the recorder itself has scheduled. */
const OURS: Cause = { by: 0, scheduledMs: Number.NaN, kind: { name: "", turn: 0 } };

/** What the next resource gets: a field that begins with its value takes half the time of one that is stored to (40 ns). */
let next: Cause = NOBODYS_TICK;

/** A resource that its cause is noted on. */
class Noted extends Given {
  #cause = next;
  constructor(resource: object) {
    super(resource);
  }
  /** Throws where nothing is noted. Asking first takes 20 to 40 ns where resources are of many kinds. */
  static get(resource: object): Cause {
    return (resource as Noted).#cause;
  }
  static read(resource: object): Cause | undefined {
    return #cause in resource ? (resource as Noted).#cause : undefined;
  }
  /** Throws where something is noted. */
  static add(resource: object, cause: Cause): void {
    next = cause;
    new Noted(resource);
  }
  static write(resource: object, cause: Cause): void {
    if (#cause in resource) (resource as Noted).#cause = cause;
    else Noted.add(resource, cause);
  }
}

export interface Causes {
  /** `resource` is made now, by the name of `type`. */
  made(asyncId: number, type: string, resource: object): void;
  /** `resource` is the recorder's: its callbacks are no business of the program's. */
  ignore(resource: object): void;
  /** Whether this is certainly a tick that no task asked for; false says nothing. */
  isNobodysTick(asyncId: number): boolean;
  /** What is noted on `resource`, whose number is `asyncId`; undefined also for a tick that no task asked for. */
  noted(asyncId: number, resource: object): Cause | undefined;
  /** The same, and what every tick has. Null for the recorder's own. */
  of(resource: object): Cause | null | undefined;
  /** The name for the callbacks of `resource`, whose cause is `cause`. */
  callbackOf(resource: object, cause: Cause): string;
  /**
   * What a timer that fires at `nowMs` was set to, whole milliseconds, null where it does not say; puts `cause` right if the timer was
   * set anew. Reads own data properties only.
   */
  ofTimer(timer: object, cause: Cause, nowMs: number): { askedMs: number | null; scheduledMs: number };
}

/** `running` gives the id of the task that runs, 0 for none. */
export function createCauses(running: () => number): Causes {
  const kinds: { [name: string]: Kind } = { __proto__: null } as never;
  /** What the last resources are known to be without a look at them: noted, or with a minus a tick that no task asked for. */
  const marks = new Float64Array(MARKS);
  /** The event loop's clock plus this is the thread's; up to 1 ms too little, for that one counts whole milliseconds. */
  let loopOffsetMs = Number.NEGATIVE_INFINITY;

  let kindsLeft = MAX_KINDS;

  function kindOf(name: string): Kind {
    return kinds[name] ?? newKind(name);
  }

  function newKind(name: string): Kind {
    const kind = { name, turn: ONE_CLASS[name] ? LEARN : ASK };
    if (kindsLeft-- > 0) kinds[name] = kind;
    return kind;
  }

  function note(type: string, resource: object, cause: Cause): void {
    // Set anew, a timer is made a second time. Others hardly ever are, and an error, though caught, may stop a debugger.
    if (type === TIMER) Noted.write(resource, cause);
    else addOrWrite(resource, cause);
  }

  function addOrWrite(resource: object, cause: Cause): void {
    try {
      Noted.add(resource, cause);
    } catch {
      Noted.write(resource, cause);
    }
  }

  return {
    // A server at full load makes ten for each request and few are ever asked for, so nothing is looked at that can be
    // looked at then, and what can be told without a stamp gets none.
    made(asyncId, type, resource) {
      const by = running();
      if (type === TICK && by === 0) {
        marks[asyncId & (MARKS - 1)] = -asyncId;
        return;
      }
      if (type === TICK) Noted.add(resource, { by, scheduledMs: Number.NaN, kind: ticks });
      else if (type === MICROTASK) Noted.add(resource, { by, scheduledMs: Number.NaN, kind: microtasks });
      else note(type, resource, { by, scheduledMs: clockMs(), kind: kindOf(type) });
      marks[asyncId & (MARKS - 1)] = asyncId;
    },

    ignore(resource) {
      Noted.write(resource, OURS);
    },

    isNobodysTick: (asyncId) => marks[asyncId & (MARKS - 1)] === -asyncId,

    noted(asyncId, resource) {
      if (marks[asyncId & (MARKS - 1)] !== asyncId) return Noted.read(resource);
      try {
        return Noted.get(resource);
      } catch {
        // Another object than the one that was made: a proxy of it, or what inherits from it.
        return Noted.read(resource);
      }
    },

    of(resource) {
      const cause = Noted.read(resource) ?? (isTick(resource) ? NOBODYS_TICK : undefined);
      return cause === OURS ? null : cause;
    },

    callbackOf(resource, { kind }) {
      const isNodes = kind === ticks || kind === microtasks || isProxy(resource);
      return !isNodes && resource instanceof OwnResource ? OWN : kind.name;
    },

    ofTimer(timer, cause, nowMs) {
      const asked = ownNumber(timer, "_idleTimeout");
      const start = ownNumber(timer, "_idleStart");
      let { scheduledMs } = cause;
      if (start !== null) {
        loopOffsetMs = Math.max(loopOffsetMs, scheduledMs - start);
        if (start + loopOffsetMs > scheduledMs + REARMED_MS) scheduledMs = start + loopOffsetMs;
      }
      // An interval counts from the moment before its callback.
      cause.scheduledMs = nowMs;
      return {
        askedMs: asked !== null && asked >= 0 ? Math.trunc(asked) : null,
        scheduledMs: Math.min(scheduledMs, nowMs),
      };
    },
  };
}

function ownNumber(object: object, key: string): number | null {
  const value = getOwnPropertyDescriptor(object, key)?.value;
  return typeof value === "number" ? value : null;
}

/** Node makes them as plain objects, which nothing else is that it runs callbacks of. */
function isTick(resource: object): boolean {
  if (isProxy(resource) || getPrototypeOf(resource) !== objectPrototype) return false;
  return typeof getOwnPropertyDescriptor(resource, "callback")?.value === "function";
}
