import "./async.mjs";
import { register } from "node:module";
register("import-in-the-middle/hook.mjs", import.meta.url);
const { Hook } = await import("import-in-the-middle");
new Hook(["fs/promises"], (exports, name) => {
  if (name.startsWith("fs")) console.log("hooked", name);
});
