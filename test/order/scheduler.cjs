// @ts-check
// Runs generated programs one after the other and prints one line of log for each.
//
// No order in a log may depend on a clock, or two runs of one program could differ by themselves. So the callbacks of
// the event loop stand in one queue: `later(kind, callback)` adds to it, and only its first entry is armed, by the real
// mechanism that its kind names. Entries of one kind that follow each other are armed together, where Node promises their
// order: timers of one duration, and immediates, run in the order in which they were made. What comes between
// two of them, `nextTick`, microtasks and the news of rejections, has its place by Node's own rules.
const { MessageChannel } = require("node:worker_threads");
const { setTimeout: pause } = require("node:timers/promises");

/** @typedef {"timer" | "immediate" | "message" | "promise"} Kind */

/** @type {Record<Exclude<Kind, "timer">, (run: () => void) => void>} */
const arm = {
  immediate: (run) => void setImmediate(run),
  message: (run) => {
    const { port1, port2 } = new MessageChannel();
    port1.once("message", () => {
      port1.close();
      run();
    });
    port2.postMessage(0);
  },
  promise: (run) => void pause(1).then(run),
};

/**
 * All begin in one millisecond: where a timer throws, Node runs those that are due with it before what it left to `nextTick`, and one
 * that begins a millisecond later after that.
 * @param {readonly (() => void)[]} runs
 */
function armTimers(runs) {
  /** @type {NodeJS.Timeout[]} */
  let timers = [];
  do {
    for (const timer of timers) clearTimeout(timer);
    timers = runs.map((run) => setTimeout(run, 1));
  } while (startOf(timers[0]) !== startOf(timers.at(-1)));
}

/** @param {NodeJS.Timeout | undefined} timer */
function startOf(timer) {
  return /** @type {{ _idleStart: number }} */ (/** @type {unknown} */ (timer))._idleStart;
}

/** Those that Node runs in the order in which they were made. @type {ReadonlySet<Kind>} */
const ordered = new Set(/** @type {Kind[]} */ (["timer", "immediate"]));
/** Of one kind; few enough to be made in far less than a millisecond. */
const MOST_TOGETHER = 8;

/** @type {{ kind: Kind, callback: () => void }[]} */
const queue = [];
let armed = 0;
let whenIdle = () => {};

/**
 * @param {Kind} kind
 * @param {() => void} callback
 */
function later(kind, callback) {
  queue.push({ kind, callback });
  if (armed === 0) armNext();
}

function armNext() {
  const first = queue[0];
  if (first === undefined) {
    // Everything that a turn leaves behind has run when the next one begins.
    setImmediate(() => queue.length === 0 && armed === 0 && whenIdle());
    return;
  }
  const { kind } = first;
  /** @type {(() => void)[]} */
  const runs = [];
  do {
    const { callback } = /** @type {{ kind: Kind, callback: () => void }} */ (queue.shift());
    armed++;
    runs.push(() => {
      // Before the callback, for it may throw; and behind what it leaves to the microtasks.
      setImmediate(() => --armed === 0 && armNext());
      callback();
    });
  } while (ordered.has(kind) && queue[0]?.kind === kind && runs.length < MOST_TOGETHER);
  if (kind === "timer") armTimers(runs);
  else for (const run of runs) arm[kind](run);
}

const MOST_STEPS = 300;
let steps = 0;
/** @type {string[]} */
let lines = [];

/** Programs call it at every function and body of a loop, and end soon when they have run long enough. */
function step() {
  if (++steps > MOST_STEPS) throw new Error("enough");
}

/** @param {unknown[]} values */
function log(...values) {
  lines.push(values.map(text).join(" "));
}

/** @param {unknown} value @returns {string} */
function text(value) {
  if (value instanceof AggregateError) return `${value.name}[${value.errors.map(text)}]`;
  if (value instanceof Error) return `${value.name}:${value.message}`;
  if (Array.isArray(value)) return `[${value.map(text)}]`;
  if (value instanceof Promise) return "promise";
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value).map(([key, inner]) => `${key}:${text(inner)}`)}}`;
  }
  return typeof value === "function" ? "function" : String(value);
}

class Sub extends Promise {}

const tools = {
  log,
  later,
  step,
  Sub,
  /** @param {Kind} kind @param {unknown} value */
  rest: (kind, value) => new Promise((resolve) => later(kind, () => resolve(value))),
  /** @param {unknown} value */
  thenable: (value) => ({
    // biome-ignore lint/suspicious/noThenProperty: that is what it is for.
    then(/** @type {(value: unknown) => void} */ resolve) {
      log("then", value);
      resolve(value);
    },
  }),
  /** @param {unknown} value */
  refusing: (value) => ({
    // biome-ignore lint/suspicious/noThenProperty: that is what it is for.
    then() {
      log("refuses", value);
      throw value;
    },
  }),
  /** @param {number} count */
  counter: (count) => ({
    [Symbol.asyncIterator]() {
      let at = 0;
      return {
        next() {
          log("next");
          return Promise.resolve({ done: at >= count, value: at++ });
        },
        return() {
          log("return");
          return Promise.resolve({ done: true, value: undefined });
        },
      };
    },
  }),
  /** @param {unknown} name */
  resource: (name) => ({
    [Symbol.asyncDispose ?? Symbol()]() {
      log("closes", name);
      return Promise.resolve().then(() => log("closed", name));
    },
  }),
};

process.on("unhandledRejection", (reason) => log("unhandled", reason));
process.on("rejectionHandled", () => log("handled"));
process.on("uncaughtException", (error) => log("uncaught", error));

/**
 * Each program gets the tools and returns what it waits for in the end.
 * @param {readonly ((given: typeof tools) => unknown)[]} programs
 */
exports.run = (programs) => {
  let next = 0;
  whenIdle = () => {
    if (next > 0) process.stdout.write(`${lines.join("; ")}\n`);
    const program = programs[next++];
    if (program === undefined) return;
    lines = [];
    steps = 0;
    later("immediate", () => {
      const end = (/** @type {string} */ how) => (/** @type {unknown} */ value) => log(how, value);
      Promise.resolve(program(tools)).then(end("fulfilled"), end("rejected"));
    });
  };
  whenIdle();
};
