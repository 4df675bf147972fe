// @node --test-reporter=tap
// @drop ^\s*(duration_ms|# duration_ms)
import assert from "node:assert";
import { describe, it, test } from "node:test";
await test("outer", async (t) => { await t.test("inner", async () => { await null; assert.equal(await 1, 2); }); await t.test("second", { skip: await "why" }, () => {}); });
describe("suite", () => { it("later", async () => { await 0; await assert.rejects(async () => { await 1; throw new Error("not a type error"); }, TypeError); }); });
