import { work, name } from "./lib.cjs";
import cjs from "./lib.cjs";
export default async function (x) { return [await work(x), name, cjs.work === work, import.meta.filename.split("/").pop(), import.meta.url.startsWith("file://"), import.meta.main]; }
