interface Named {
  name: string;
}

const nameOf = async <T extends Named>(item: T | Promise<T>): Promise<string> => (await item).name;

describe("typed", () => {
  it("has a name", async () => {
    if ((await nameOf(Promise.resolve({ name: "n" }))) !== "n") throw new Error("no name");
  });

  it("fails with its place", async () => {
    const name: string = await nameOf({ name: "n" }); throw new Error(`not ${name}`);
  });
});
