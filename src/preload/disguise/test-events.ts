/**
 * Reports of `node:test` name the user's columns. Node's test runner reads where a test was called straight from V8, past
 * everything that a stack goes through; the first door on its way out is the stream of test events.
 */

import { Readable } from "node:stream";
import { types } from "node:util";
import { guard } from "../../runtime/faults.ts";
import { keyOfField } from "../../runtime/node-fields.ts";
import type { MapPosition } from "./stacks.ts";

interface TestEvent {
  file?: unknown;
  line?: unknown;
  column?: unknown;
  details?: { error?: unknown };
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** To be called once, when a program loads `node:test`. `mapPath` takes paths. */
export function mapTestEvents(mapPath: MapPosition): void {
  const { prototype } = Readable;
  const { push } = prototype;
  // The class of the stream is internal: its first instance that pushes an event leads to it.
  prototype.push = function (this: Readable, message: unknown, encoding?: BufferEncoding) {
    if (this.constructor?.name === "TestsStream") {
      prototype.push = push;
      guard(() => {
        mapEmitted(Object.getPrototypeOf(this), mapPath);
        restore((message as { data?: TestEvent } | null)?.data, mapPath);
      }, undefined);
    }
    return Reflect.apply(push, this, [message, encoding]);
  };
}

function mapEmitted(prototype: Record<symbol, Method>, mapPath: MapPosition): void {
  const key = keyOfField(prototype, "kEmitMessage");
  const native = key && prototype[key];
  if (key === undefined || native === undefined) return;
  prototype[key] = function (this: unknown, ...args: unknown[]) {
    guard(() => restore(args[1] as TestEvent | undefined, mapPath), undefined);
    return Reflect.apply(native, this, args);
  };
}

const restored = new WeakSet<object>();

function restore(event: TestEvent | undefined, mapPath: MapPosition): void {
  if (event === undefined || event === null) return;
  const { file, line, column } = event;
  if (typeof file === "string" && typeof line === "number" && typeof column === "number") {
    const position = mapPath(file, line, column);
    if (position !== null) Object.assign(event, position);
  }
  restoreFailure(event.details?.error, mapPath);
}

/** Node's own error around a failed test formats its stack past `Error.prepareStackTrace`, and once only. */
function restoreFailure(error: unknown, mapPath: MapPosition): void {
  if (!types.isNativeError(error) || restored.has(error) || (error as { code?: unknown }).code !== "ERR_TEST_FAILURE")
    return;
  restored.add(error);
  const { stack } = error;
  if (typeof stack !== "string") return;
  error.stack = stack.replace(
    /((?:file:\/\/)?\/[^\n()]*):(\d+):(\d+)(?=\)?$)/gm,
    (text, script: string, line, column) => {
      const position = mapPath(script, Number(line), Number(column));
      return position === null ? text : `${script}:${position.line}:${position.column}`;
    },
  );
}
