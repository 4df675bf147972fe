// The hooks of Node and the engine that recording needs, with nothing in them.
require("node:async_hooks")
  .createHook({ trackPromises: false, init() {}, before() {}, after() {} })
  .enable();
require("node:v8").promiseHooks.onInit(() => {});
