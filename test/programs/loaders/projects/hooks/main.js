import { value } from "virtual:value";
import { readFile } from "node:fs/promises";
import { changed } from "./changed.js";

async function main() {
  const text = await readFile(new URL("package.json", import.meta.url), "utf8");
  return [value, JSON.parse(text).name, await changed()];
}
console.log(await main());
