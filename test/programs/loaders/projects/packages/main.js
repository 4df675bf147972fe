import { createRequire } from "node:module";
import { self } from "packages";
import { lib, instance } from "#lib";
import * as again from "packages/lib";
import linked from "./link.cjs";
import { odd } from "./cycle-a.js";

const require = createRequire(import.meta.url);
const wasm = await WebAssembly.instantiate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
console.log(await self(), await lib(), again.instance === instance, await odd(3), wasm.instance !== undefined);
const cjs = require("packages/lib");
console.log(await cjs.lib(), Object.keys(require.cache).length, await require("#local/esm").viaImport());
console.log(await linked(), Object.keys(require("./required.mjs")), await require("./required.mjs").required());
