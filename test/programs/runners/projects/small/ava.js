import test from "ava";
import { Store } from "./store.js";

test.beforeEach(async (t) => {
  t.context.store = new Store();
  await t.context.store.add("first");
});

test("keeps", async (t) => {
  t.is(await t.context.store.get(0), "item first");
});

test("rejects", async (t) => {
  await t.throwsAsync(t.context.store.get(3), { message: "no item 3" });
});

test("fails", async (t) => {
  t.is(await t.context.store.get(0), "item last");
});
