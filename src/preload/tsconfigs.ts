/** A bundle of its own, because loading it costs 10 ms and most programs never ask. */
export { createTsconfigs } from "./loading/tsconfig.ts";
