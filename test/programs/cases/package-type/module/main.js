import { x } from "./lib.js"; console.log(await x(), typeof require, import.meta.url.split("/").pop());
