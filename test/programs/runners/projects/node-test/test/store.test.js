import assert from "node:assert/strict";
import { after, before, describe, it, mock, test } from "node:test";
import { Store } from "../src/store.js";

const store = new Store();

before(async () => {
  await store.add("first");
});

after(async () => {
  await null;
});

test("keeps what is added", async () => {
  assert.equal(await store.get(0), "item first");
});

test("with parts", async (t) => {
  await t.test("one", async () => {
    await store.add("second");
  });
  await t.test("two", { skip: "for now" }, async () => { // @uncalled
    await store.add("third");
  });
  await t.test("three", { todo: true }, async () => {
    assert.equal(await store.get(1), "item third");
  });
});

describe("a store", { concurrency: 2 }, () => {
  it("rejects what it does not have", async () => {
    await assert.rejects(store.get(9), new RangeError("no item 9"));
  });

  it("fails where a rejection is not caught", async () => {
    const one = 1; await store.get(8);
  });

  it("fails when it takes too long", { timeout: 20 }, async () => {
    await new Promise((resolve) => setTimeout(resolve, 500));
  });
});

test("a mock is called", async () => {
  const called = mock.fn(async (n) => await Promise.resolve(n + 1));
  assert.equal(await called(1), 2);
  assert.equal(called.mock.callCount(), 1);
});

test("fails where an assertion fails", async () => {
  assert.ok((await store.get(0)) === "last");
});
