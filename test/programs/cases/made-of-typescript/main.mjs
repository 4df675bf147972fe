// Functions made of what a tool made of a TypeScript file, with its map: as Vite's module runner does now (the map counts the lines of
// the whole function, the engine's own before its body included) and did before (the lines of the body).
import { readFileSync } from "node:fs";

const AsyncFunction = (async () => {}).constructor;
const file = `${import.meta.dirname}/service.ts`;
const source = readFileSync(file, "utf8");

async function load(headerLines, prologue) {
  const lines = source.replaceAll(/: (?:number|Promise<\w+>)/g, "").replaceAll(/^export (?=async|const)/gm, "").split("\n");
  lines[0] = `await Promise.resolve(); ${lines[0]}`;
  const mappings = ";".repeat(headerLines) + lines.map((_, line) => (line === 0 ? "AAAA" : "AACA")).join(";");
  const map = { version: 3, sources: ["service.ts"], sourcesContent: [source], names: [], mappings };
  const url = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString("base64")}`;
  const exports = {};
  const body = `${prologue}${lines.join("\n")}\nObject.assign(exports, { load, fails });\n//# sourceURL=${file}\n//# sourceMappingURL=${url}\n`;
  await new AsyncFunction("exports", body)(exports);
  return exports;
}

for (const [headerLines, prologue] of [[3, '"use strict";\n'], [0, '"use strict";']]) {
  const service = await load(headerLines, prologue);
  console.log(await service.load(1));
  await service.fails(2).catch((error) => console.log(error.stack.replaceAll(/\(.*[\\/]/g, "(").split("\n").slice(0, 3)));
}
