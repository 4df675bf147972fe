// What a program can see of its surroundings.
import events from "node:events";
import module from "node:module";
await new Promise((r) => setTimeout(r, 1));
console.log(Object.keys(globalThis), Object.getOwnPropertySymbols(globalThis).map(String));
console.log(process.execArgv, process.argv.length, process.argv0.length > 0, process.env.NODE_OPTIONS, process.env.AWAITSCOPE, Object.keys(process.env).filter((k) => /awaitscope/i.test(k)));
console.log(process.eventNames(), ["exit", "beforeExit", "uncaughtException", "unhandledRejection", "SIGTERM", "message", "warning"].map((n) => process.listenerCount(n)));
console.log(process.getActiveResourcesInfo(), process._getActiveHandles?.().length, process._getActiveRequests?.().length);
console.log(Object.keys(module._cache), Object.keys(module.Module._extensions), process._preload_modules, module.globalPaths.length > 0, process.sourceMapsEnabled);
console.log(Object.getOwnPropertyDescriptor(process, "_fatalException")?.enumerable, Object.keys(Error), Object.keys(Function.prototype), Error.stackTraceLimit, events.defaultMaxListeners);
console.log(Reflect.ownKeys(Function.prototype).map(String).sort().join(), Reflect.ownKeys(Error).map(String).sort().join());
console.log(Object.keys(process).sort().join(), typeof process.emit, process.emit.name, Object.keys(process.report ?? {}).length);
