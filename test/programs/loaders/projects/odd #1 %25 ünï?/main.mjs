import { f } from "./sub/a%20b%23c.mjs";
import { createRequire } from "node:module";
console.log(await f(), await createRequire(import.meta.url)("./sub/ü #x?.cjs")());
console.log(new Error("x").stack.split("\n")[1].slice(-40));
