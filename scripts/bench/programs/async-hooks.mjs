// To be imported before a program: all that async_hooks can tell, and nothing done with it.
import { createHook } from "node:async_hooks";

createHook({ init() {}, before() {}, after() {}, destroy() {}, promiseResolve() {} }).enable();
