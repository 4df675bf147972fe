import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Store } from "./store.js";

const test = suite("a store");
test.before.each(async (context) => {
  context.store = new Store();
  await context.store.add("first");
});
test("keeps", async ({ store }) => {
  assert.is(await store.get(0), "item first");
});
test("rejects", async ({ store }) => {
  await store.get(3);
});
test.run();
