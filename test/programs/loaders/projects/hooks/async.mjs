import { register } from "node:module";
register("./async-hooks.mjs", import.meta.url);
