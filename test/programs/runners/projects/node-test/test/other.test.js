import { test } from "node:test";
import { Store } from "../src/store.js";

test("in another file", async () => {
  console.log("printed", await new Store().add("x"));
});
