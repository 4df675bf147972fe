import { readFile } from "node:fs/promises"; import { helper } from "./helper.js";
console.log((await readFile(new URL(import.meta.url), "utf8")).length, await helper());
