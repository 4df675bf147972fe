import { expect, it } from "vitest";
import { instrumentChecked } from "./invariants.ts";

/** What the sites of a file say that is called. */
function calls(source: string, format: "module" | "commonjs" = "module"): (string | undefined)[] {
  const { sites } = instrumentChecked(source, { language: "ts", format, firstSite: 1 });
  return sites.filter(({ text }) => !/^(?:f|<module>)$/.test(text)).map((site) => site.calls);
}

const f = (body: string) => `async function f() { ${body} }`;

it.each([
  ["a name", `import { once } from "node:events"; ${f("await once(a, 'b')")}`, "events.once"],
  ["a name without the prefix", `import { once } from "events"; ${f("await once(a, 'b')")}`, "events.once"],
  [
    "another name",
    `import { setTimeout as nap } from "node:timers/promises"; ${f("await nap(1)")}`,
    "timers/promises.setTimeout",
  ],
  ["a namespace", `import * as fs from "node:fs/promises"; ${f("await fs.readFile(a)")}`, "fs/promises.readFile"],
  ["the default", `import fs from "node:fs"; ${f("await fs.promises.readFile(a)")}`, "fs/promises.readFile"],
  ["a part", `import { promises } from "fs"; ${f("await promises.stat(a)")}`, "fs/promises.stat"],
  ["the runner", `import test from "node:test"; ${f("await test('a')")}`, "test"],
  [
    "what is returned",
    `import { pipeline } from "node:stream/promises"; ${f("return pipeline(a, b)")}`,
    "stream/promises.pipeline",
  ],
  [
    "what a loop is over",
    `import { on } from "node:events"; ${f("for await (const a of on(b, 'c')) {}")}`,
    "events.on",
  ],
  [
    "the lines",
    `import { createInterface } from "node:readline"; const lines = createInterface(a); ${f("for await (const a of lines) {}")}`,
    "readline.Interface",
  ],
  [
    "the lines at once",
    `import * as readline from "node:readline"; ${f("for await (const a of readline.createInterface(b)) {}")}`,
    "readline.Interface",
  ],
  [
    "a question",
    `import * as r from "node:readline/promises"; const q = r.createInterface(a); ${f("await q.question('b')")}`,
    "readline/promises.Interface.question",
  ],
  [
    "what was made a promise",
    `import { promisify } from "node:util"; import { exec } from "node:child_process"; const run = promisify(exec); ${f("await run('a')")}`,
    "child_process.exec",
  ],
  ["a global", f("await fetch(a)"), "fetch"],
  ["a global's", f("await globalThis.fetch(a)"), "fetch"],
  ["a part of a global", f("await crypto.subtle.digest(a, b)"), "crypto.subtle.digest"],
  ["what a call promised", f("const a = await fetch(b); return await a.json()"), "Response.json"],
  [
    "a file's handle",
    `import { open } from "node:fs/promises"; ${f("const a = await open(b); await a.read()")}`,
    "fs/promises.FileHandle.read",
  ],
  ["what was imported late", f(`const { once } = await import("node:events"); await once(a, "b")`), "events.once"],
  [
    "casts and parentheses",
    `import { once } from "node:events"; ${f("await ((once(a, 'b') as any)!)")}`,
    "events.once",
  ],
])("names %s", (_, source, expected) => {
  expect(calls(source).at(-1)).toBe(expected);
});

it.each([
  ["a name", `const { once } = require("node:events"); ${f("await once(a, 'b')")}`, "events.once"],
  ["a module", `const fs = require("fs"); ${f("await fs.promises.readFile(a)")}`, "fs/promises.readFile"],
  ["a renamed part", `const { promises: fs } = require("fs"); ${f("await fs.readFile(a)")}`, "fs/promises.readFile"],
  ["what compilers make", `const events_1 = require("events"); ${f("await (0, events_1.once)(a)")}`, "events.once"],
  ["a call in place", f(`await require("node:dns/promises").lookup(a)`), "dns/promises.lookup"],
])("names %s of what was required", (_, source, expected) => {
  expect(calls(source, "commonjs").at(-1)).toBe(expected);
});

it.each([
  ["the module is another's", `import { once } from "./events"; ${f("await once(a)")}`],
  ["the module has nothing to wait for", `import { join } from "node:path"; ${f("await join(a)")}`],
  ["the name is declared again", `import { once } from "node:events"; ${f("await once(a)")} function g(once: any) {}`],
  ["the variable changes", `let once = require("node:events").once; ${f("await once(a)")} once = a;`],
  [
    "the module is changed",
    `import fs from "node:fs"; fs.promises.readFile = a; ${f("await fs.promises.readFile(b)")}`,
  ],
  ["the global is the file's", `function fetch() {} ${f("await fetch(a)")}`],
  ["the global is assigned", `fetch = a; ${f("await fetch(b)")}`],
  ["require is the file's", `function require() {} const { once } = require("node:events"); ${f("await once(a)")}`],
  ["the name is computed", `import * as events from "node:events"; ${f("await events['on' + 'ce'](a)")}`],
  ["more is done with it", `import { once } from "node:events"; ${f("await once(a).then(b)")}`],
  ["it only passes it on", `import { once } from "node:events"; ${f("await g(once(a))")}`],
  ["names go in a circle", f("await a(); var a = b(), b = a();")],
])("names nothing where %s", (_, source) => {
  expect(calls(source)).not.toContainEqual(expect.any(String));
});

it("names nothing where a direct eval may declare anything", () => {
  expect(calls(`const { once } = require("node:events"); ${f("eval(a); await once(b)")}`, "commonjs")).toEqual([
    undefined,
  ]);
});
