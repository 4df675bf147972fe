import test from "tape";
import { Store } from "./store.js";

test("a store", async (t) => {
  const store = new Store();
  t.equal(await store.add("first"), 1);
  t.equal(await store.get(0), "item last");
});

test("rejects", async () => {
  await new Store().get(3);
});
