const { getOwnPropertyDescriptor } = Reflect;

/**
 * Calls what throws errors of Node's own, with `frames` of ours on the stack. Those are left out when a stack is formatted,
 * and a stack holds a limited number, so the user would see as many of his less: the limit is raised for the length of
 * the call. Only for calls during which no code of the program's runs, for it would see the limit.
 */
export function withRoomFor<T>(frames: number, call: () => T): T {
  const limit: unknown = getOwnPropertyDescriptor(Error, "stackTraceLimit")?.value;
  if (typeof limit !== "number" || limit <= 0 || !Reflect.set(Error, "stackTraceLimit", limit + frames)) return call();
  try {
    return call();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
