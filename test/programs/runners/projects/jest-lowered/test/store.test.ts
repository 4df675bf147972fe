import { Store } from "../src/store";

it("fails where a rejection is not caught", async () => {
  await new Store().get(8);
});
