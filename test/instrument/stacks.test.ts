import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { columnsOf } from "../../src/instrument/columns.ts";
import { instrumentChecked } from "./invariants.ts";
import { createRecorder } from "./recorder.ts";

/**
 * Each calls `fail()` somewhere; the stack it gives must name the same functions at the same places. One difference is
 * known: V8 puts the frame that disposes of a resource at the last `using` it has passed, which may be ours.
 */
const programs: Readonly<Record<string, string>> = {
  "declared and awaited": `async function a() { await null; await b() } async function b() { await null; fail() } a()`,
  "an anonymous arrow called at once": `const r = (async () => { await null; fail() })(); async function x() { const y = await (async () => fail())() } x()`,
  callbacks: `async function a() { await Promise.all([1].map(async (x) => { await x; fail() })) } a()`,
  "anonymous functions in awaited calls": `async function a() { const v = await call(function () { fail() }); } function call(f) { return f() } a(); o = {}; o.m = async function () { await call(() => fail()) }; o.m()`,
  members: `class A { async m() { await null; fail() } static async s() { fail() } async #p() { fail() } p() { return this.#p() } f = async () => { await 1; fail() } }
    new A().m(); A.s(); new A().p(); new A().f(); ({ async k() { await fail() } }).k()`,
  "new and tagged": `async function a() { await new (class K { constructor() { fail() } })(); } async function b() { await tag\`x\${fail()}\` } function tag() {} a(); b()`,
  generators: `async function* g() { yield 1; yield* h() } async function* h() { await null; fail() } async function a() { for await (const x of g()) ; } a()`,
  defaults: `async function a(x = fail(), { y = fail() } = {}) { } a(); async function b({ [fail()]: z }) {} b({})`,
  "functions assigned from awaits": `async function a() { let f; f = await id(() => fail()); f(); const o = { p: await id(function () { fail() }), q: async () => fail() }; o.p(); o.q() } function id(f) { return f } a()`,
  sites: `async function a() { await fail(); } async function b() { return await (0, fail)() ?? fail() } async function c() { for await (const x of fail()); } a(); b(); c()`,
  "a promise's executor and then": `async function a() { await new Promise((resolve) => { fail(); resolve() }); await Promise.resolve().then(() => fail()) } a()`,
  "arguments of a combinator": `function a() { return Promise.all([(() => fail())(), b()]) } async function b() { await 0; fail() } a().then(function () { fail() })`,
};

/** Frames of V8's own, without the files and places outside the program. */
async function stacks(code: string, name: string, probes: object): Promise<string[]> {
  const all: string[] = [];
  const fail = () => {
    const lines = new Error().stack!.split("\n").filter((line) => line.includes("program.js"));
    all.push(
      lines.map((line) => line.replace(/:(\d+):(\d+)\)?$/, (_, row, column) => place(+row, +column))).join("\n"),
    );
    return [1];
  };
  const place = (row: number, column: number) =>
    `:${row}:${columnsOf(code.split("\n")[row - 1]!, name).original(column)}`;
  runInNewContext(code, { fail, [name]: probes, Symbol, o: null }, { filename: "program.js" });
  await new Promise((resolve) => setTimeout(resolve, 20));
  return all;
}

it.each(Object.entries(programs))("%s: the stack of the plain program", async (_, source) => {
  const { code, name, sites } = instrumentChecked(source, { language: "js", format: "commonjs", firstSite: 1 });
  const { probes } = createRecorder(sites, 1);
  const plain = await stacks(source, name, {});
  expect(plain.length).toBeGreaterThan(0);
  expect(await stacks(code, name, probes)).toEqual(plain);
});
