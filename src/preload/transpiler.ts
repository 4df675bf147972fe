/** A bundle of its own, because TypeScript is large and only needed for what Node cannot strip and the cache lacks. */
export { transpile } from "../instrument/transpile.ts";
