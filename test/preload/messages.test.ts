import { expect, test } from "vitest";
import { strip } from "../../src/instrument/probes.ts";
import { createMessageRestorer } from "../../src/preload/disguise/messages.ts";

const restore = createMessageRestorer({
  strip: (text) => strip(text, "$aw"),
  textOf: (site) => ["", "rows.list", "load(1, 2)", "a + b"][site] ?? "",
});

function restored(message: string, site = 0): string {
  const error = new TypeError(message);
  restore(error, site);
  return error.message;
}

test.each([
  [
    "Cannot destructure property 'a' of '$aw.u(...)' as it is undefined.",
    0,
    "Cannot destructure property 'a' of '(intermediate value)' as it is undefined.",
  ],
  ["$aw.u(...) is not a function", 0, "(intermediate value) is not a function"],
  ["$aw.u is not a function or its return value is not iterable", 0, "(intermediate value) is not iterable"],
  ["$aw.i(...) is not a function or its return value is not async iterable", 1, "rows.list is not async iterable"],
  [
    "$aw.i(...) is not a function or its return value is not async iterable",
    2,
    "load(...) is not a function or its return value is not async iterable",
  ],
  [
    "$aw_2.i(...) is not a function or its return value is not async iterable",
    3,
    "(intermediate value) is not async iterable",
  ],
  ["costs $awful much", 0, "costs $awful much"],
])("%s", (message, site, expected) => {
  expect(restored(message, site)).toBe(expected);
});

test("the source an assertion quotes loses its probes, also in the stack that is formatted already", () => {
  const error = Object.assign(new Error("falsy:\n\n  assert(a === $aw.u($awt,await $aw.s($awt,3, b,$aw),$aw))\n"), {
    code: "ERR_ASSERTION",
  });
  void error.stack;
  restore(error);
  expect(error.message).toBe("falsy:\n\n  assert(a === await b)\n");
  expect(error.stack).toContain("assert(a === await b)");
  expect(error.stack).not.toContain("$aw");
});

test("getters, proxies and frozen errors are left alone and nothing throws", () => {
  let reads = 0;
  const getter = Object.defineProperty(new Error(), "message", { get: () => `$aw.u(...) ${reads++}` });
  const frozen = Object.freeze(new Error("$aw.u(...) x"));
  const proxy = new Proxy(new Error("x"), {
    getOwnPropertyDescriptor() {
      throw new Error("trap");
    },
  });
  for (const value of [getter, frozen, proxy, null, undefined, 5, "text", {}]) restore(value);
  expect(reads).toBe(0);
  expect(frozen.message).toBe("$aw.u(...) x");
});
