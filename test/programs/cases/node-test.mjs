// @node --test-reporter=tap
// @drop ^\s*(duration_ms|# duration_ms)
import { test, describe, it } from "node:test";
import assert from "node:assert";
await test("passes", async (t) => { await t.test("sub", async () => { await null; assert.ok(true); }); });
test("fails", async () => { await null; assert.strictEqual(await Promise.resolve(1), 2); });
describe("suite", () => { it("throws", async () => { await 0; throw new TypeError("inside"); }); it("todo", { todo: true }, async () => { await 1; }); });
test("assert text", async () => { const a = 1; await 0; assert(a === 2 && await a); });
test("skipped", { skip: true }, async () => { await null; });
