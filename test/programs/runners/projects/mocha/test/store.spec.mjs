import assert from "node:assert/strict";
import module from "../src/store.js";

const store = await Promise.resolve(new module.Store());

describe("a store, from a module", () => {
  for (const name of ["a", "b"]) {
    it(`adds ${name}`, async () => {
      assert.ok((await store.add(name)) > 0);
    });
  }

  it("tells its callers", (done) => {
    store.get(0).then(async (name) => {
      await null;
      assert.equal(name, "a");
      done();
    }, done);
  });

  it("fails", async () => {
    assert.equal(await store.get(1), "c");
  });
});
