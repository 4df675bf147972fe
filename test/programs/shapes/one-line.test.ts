/**
 * Ten megabytes on one line, as bundlers write them: columns far beyond what a person reads are those of the plain program, and what
 * looks for them does so once a line. No error is left uncaught: Node would quote the line, as much of it as a pipe takes.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { modelOf, nodeOf, runPlain, runTraced } from "../run-command.ts";

const folder = mkdtempSync(join(tmpdir(), "awaitscope-one-line-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FUNCTIONS = 2000;
/** What lies between two async functions: 5 KB without a probe. */
const FILLER = `function filler(a,b){return a<b?(${"[a,b,1.5,'text'],".repeat(30)}"${"some text, ".repeat(420)}",a):b}`;

function oneLine(): string {
  const parts = Array.from({ length: FUNCTIONS }, (_, at) => {
    const name = `f${at}`;
    return `${FILLER.replace("filler", `g${at}`)}async function ${name}(a){await a;try{return await g${at}(a,1)}catch(e){throw e}}`;
  });
  const main =
    `async function fails(){await null;throw new Error("here")}async function main(){let sum=0;for(const f of [f0,f${FUNCTIONS / 2},f${FUNCTIONS - 1}])sum+=await f(1);` +
    `console.log(sum,f${FUNCTIONS - 1}.toString());try{await fails()}catch(e){console.log(e.stack)}}main();`;
  return parts.join("") + main;
}

const TSX = ["--import", import.meta.resolve("tsx")];
const forms = [
  { form: "mjs", args: [] },
  { form: "cjs", args: [] },
  { form: "mts", args: [] },
  { form: "tsx", args: TSX },
] as const;

test.each(forms)("ten megabytes on one line, as $form", async ({ form, args }) => {
  const cwd = join(folder, form);
  const file = form === "tsx" ? "line.ts" : `line.${form}`;
  const source = oneLine();
  expect(source.length).toBeGreaterThan(10e6);
  mkdirSync(cwd);
  writeFileSync(join(cwd, "package.json"), '{ "type": "module" }');
  writeFileSync(join(cwd, file), source);
  const command = { executable: nodeOf(24), args: [...args, file], cwd };
  const plain = await runPlain(command);
  const { trace, ...traced } = await runTraced(command);
  expect(plain).toMatchObject({ end: 0, stderr: "" });
  expect(plain.stdout).toMatch(form === "tsx" ? /line\.ts:\d+:\d+/ : /:1:10\d{6}\)/);
  expect(traced).toEqual(plain);
  const model = modelOf(trace);
  expect(model.losses.uninstrumented).toEqual([]);
  expect(model.tasks.length).toBe(5);
});
