import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SiteKind } from "../../src/format/spec.ts";
import { placeKey } from "../../src/instrument/types.ts";
import { instrumentChecked } from "./invariants.ts";

/** The letters of the probes in the order of the text, without those that only end something. */
function letters(source: string): string {
  const { code } = instrumentChecked(source, { language: "ts", format: "module", firstSite: 1 });
  return Array.from(code.matchAll(/\$aw\.([a-zA-Z])\(/g), (match) => match[1])
    .filter((letter) => !/[xf]/.test(letter!))
    .join("");
}

describe("one reading of the clock is enough (h, w, d)", () => {
  const leaf = "async function leaf(a, ...b) { tick(); }";
  it.each([
    ["a body that does nothing", "async function f(a) { return a }", "hr"],
    ["an expression that does nothing", "export default async (a: number) => (a as any)", "hr"],
    ["an await of a variable", "async function f(a) { await a; g() }", "hus"],
    ["an await at the end", "async function f() { await g() }", "ews"],
    ["an await that is returned", "async function f() { return await g() }", "ews"],
    ["an await in an expression's body", "export default async (a) => await g(a)", "ews"],
    ["an await whose result is returned", "async function f() { const a = await g(); return { a, b: [1] } }", "ews"],
    ["two awaits of variables", "async function f(a, b) { await a; await b }", "hwsws"],
    ["a call of a function of the file", `${leaf} async function f(a) { await leaf(a) }`, "ehwd"],
    ["one that is a constant", "const leaf = async () => g(); async function f() { await leaf() }", "erhwd"],
    ["one behind another", `${leaf} async function f() { await leaf(1); const a = await leaf(2); g(a) }`, "ehwdud"],
    ["a constant between two", `${leaf} async function f() { await leaf(1); const a = 1; await leaf(a) }`, "ehwdwd"],
  ])("%s", (_, source, expected) => {
    expect(letters(source)).toBe(expected);
  });

  it.each([
    ["a property may be a getter", "async function f(a) { return a.b }", "er"],
    ["a global may be a getter", "async function f() { return crypto }", "er"],
    ["arithmetic may call valueOf", "async function f(a) { return a + 1 }", "e"],
    ["a template may call toString", "async function f(a) { return `\u0024{a}` }", "e"],
    ["a pattern may call getters", "async function f(a) { const { b } = a; return b }", "er"],
    ["a pattern behind an await may call getters", "async function f(a) { const { b } = await a; return b }", "husr"],
    ["spreading runs an iterator", "async function f(a) { return [...a] }", "e"],
    ["a finally runs", "async function f() { try { return await g() } finally { h() } }", "eusl"],
    ["disposals run", "async function f(a) { using b = a; return await g() }", "eus"],
    ["a loop goes on", "async function f() { for (;;) await g() }", "eus"],
    ["what is called may be anything", "async function f() { await g() }", "ews"],
    ["a method may be anything", `${leaf} async function f() { await this.leaf() }`, "eews"],
    ["a default runs", "async function leaf(a = g()) { } async function f() { await leaf() }", "qphews"],
    ["arguments run", `${leaf} async function f() { await leaf(g()) }`, "eewd"],
    ["the name is assigned", `${leaf} async function f() { await leaf(); } leaf = g;`, "eews"],
    ["the name is a parameter elsewhere", `${leaf} async function f(leaf) { await leaf() }`, "eews"],
    ["the name is a variable elsewhere", `${leaf} async function f() { const leaf = g; await leaf() }`, "eews"],
    ["the name is caught elsewhere", `${leaf} async function f() { try {} catch (leaf) { await leaf() } }`, "eeus"],
    ["the function is of an inner scope", "async function f() { async function leaf() { } await leaf() }", "ehws"],
    [
      "a generator does not run when it is called",
      "async function* leaf() { } async function f() { await leaf() }",
      "gews",
    ],
    ["the variable may change", "let leaf = async () => g(); async function f() { await leaf() }", "erews"],
  ])("not where %s", (_, source, expected) => {
    expect(letters(source)).toBe(expected);
  });

  it("not where any name may mean anything", () => {
    const { code } = instrumentChecked(
      "async function leaf(a) { return a } async function f() { eval(''); await leaf(1) }",
      {
        language: "js",
        format: "commonjs",
        firstSite: 1,
      },
    );
    expect(code).not.toMatch(/\$aw\.[hwd]\(/);
  });
});

it.each([
  ["a constant", "return 1"],
  ["nothing", "return"],
  ["undefined", "return undefined"],
  ["a text", "return `\u0024{a}`"],
  ["arithmetic", "return -a * 2"],
  ["a comparison", "return a < 1"],
  ["a list", "return [...a]"],
  ["a function", "return () => a"],
  ["an object", "return { a, b: 1, then2() {} }"],
  ["one of two constants", "return a ? 'yes' : null"],
  ["what was waited for", "return await a"],
])("what returns %s is not asked whether it is a promise", (_, statement) => {
  expect(letters(`async function f(a) { ${statement} }`)).not.toMatch(/r/);
});

it.each([
  ["a variable", "return a"],
  ["a call", "return a()"],
  ["one of two", "return a ? 1 : a"],
  ["an object with a then", "return { then() {} }"],
  ["an object of a class", "return new a()"],
])("what returns %s is", (_, statement) => {
  expect(letters(`async function f(a) { ${statement} }`)).toMatch(/r/);
});

/** Whatever the program does that is not plainly nothing counts as work. */
const setting = `
  const wrapped = (...given) => { const made = leaf(...given); tick(); return made };
  const rich = { get v() { tick(); return 1 }, leaf(...given) { tick(); return leaf(...given) }, valueOf() { tick(); return 1 }, toString() { tick(); return "" } };
  async function leaf(a, b) { await a; return b }
  async function late(a) { return wrapped(a, rich.v) }
  async function changed(a) { return a }
  const constant = async (a) => a;
  changed = wrapped;
`;

function generate(choose: (count: number) => number): string {
  const pick = (...options: readonly (string | (() => string))[]): string => {
    const option = options[choose(options.length)]!;
    return typeof option === "string" ? option : option();
  };
  const name = () => pick("leaf", "late", "constant", "changed", "wrapped", "rich.leaf", "shadow");
  const value = (depth = 0): string => {
    const inner = () => value(depth + 1);
    if (depth > 2) return pick("1", "rich", "undefined", "p");
    return pick(
      "1",
      "p",
      "rich.v",
      "noisy",
      "(async () => rich.v)",
      () => `${name()}(${inner()})`,
      () => `await ${inner()}`,
      () => `await ${name()}(${inner()}, ${inner()})`,
      () => `[${inner()}]`,
      () => `{ a: ${inner()} }`,
      () => `(${inner()} === 1)`,
      () => `(${inner()} && ${inner()})`,
      () => `-(${inner()})`,
    );
  };
  let count = 0;
  const statement = (depth: number): string =>
    pick(
      "tick();",
      () => `await ${value()};`,
      () => `p = ${value()};`,
      () => `const c${count++} = ${value()};`,
      () => `(${value()});`,
      () => `return ${value()};`,
      () => `return await ${value()};`,
      () => (depth > 1 ? "" : `try { ${list(depth + 1)} } catch { } finally { ${list(depth + 1)} }`),
      () => (depth > 1 ? "" : `if (${value()}) { ${list(depth + 1)} }`),
      () => (depth > 1 ? "" : `for (let i = 0; i < 2; i++) { ${list(depth + 1)} }`),
    );
  const list = (depth: number): string => Array.from({ length: choose(4) }, () => statement(depth)).join(" ");
  return `${setting} async function main(p, shadow) { ${list(0)} } return main(1, wrapped);`;
}

it("nothing runs where the clock is not read again", async () => {
  const counts = { claimed: 0, noisy: 0, loud: 0 };
  const programs = fc
    .infiniteStream(fc.nat({ max: 0x7fffffff }))
    .map((choices) => generate((count) => choices.next().value! % count));
  await fc.assert(
    fc.asyncProperty(programs, fc.func(fc.boolean()), async (source, isLeft) => {
      const options = { language: "js", format: "commonjs", firstSite: 1 } as const;
      const { sites } = instrumentChecked(source, options);
      // Functions without probes do work like anything else that is called.
      const left = sites.filter(
        ({ kind, text }, index) => kind === SiteKind.Function && text !== "main" && isLeft(index),
      );
      const { code } = instrumentChecked(source, { ...options, leave: new Set(left.map(placeKey)) });
      await run(code, counts);
      expect(counts.noisy, code).toBe(0);
    }),
    { numRuns: 300 },
  );
  expect(counts.claimed).toBeGreaterThan(200);
  expect(counts.loud).toBeGreaterThan(200);
});

/** Runs a program with probes that look for work done between a claim and the next probe. */
async function run(code: string, counts: { claimed: number; noisy: number; loud: number }): Promise<void> {
  let work = 0;
  let quiet = -1;
  let left = -1;
  const probe = () => {
    if (quiet >= 0 && quiet !== work) counts.noisy++;
    quiet = -1;
  };
  const claim = () => {
    counts.claimed++;
    quiet = work;
  };
  const passing = (..._: readonly unknown[]) => {
    probe();
    counts.loud++;
  };
  const leave = (task: unknown, _site: unknown, value: unknown) => {
    passing(task);
    left = work;
    return value;
  };
  const probes = {
    e: passing,
    h: () => {
      probe();
      claim();
    },
    f: leave,
    s: leave,
    d: (_task: unknown, _site: unknown, value: unknown) => {
      counts.claimed++;
      if (left !== work) counts.noisy++;
      return value;
    },
    u: (_task: unknown, value: unknown) => {
      passing();
      return value;
    },
    w: (_task: unknown, value: unknown) => {
      probe();
      claim();
      return value;
    },
    x: (_task: unknown, error: unknown) => {
      passing();
      return error;
    },
    c: passing,
    l: passing,
    // It reads the clock for a promise that nothing knew, and leaves a claim as it is for everything else.
    r: (_task: unknown, _site: unknown, value: unknown) => {
      if (quiet >= 0 && quiet !== work) counts.noisy++;
      return value;
    },
  };
  const tick = () => {
    work++;
  };
  Object.defineProperty(globalThis, "noisy", { get: tick, configurable: true });
  try {
    await new Function("tick", "$aw", code)(tick, probes);
  } catch {
    // What a program throws is its own business.
  }
}
