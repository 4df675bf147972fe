import { jest } from "@jest/globals";
import { Store } from "../src/store.js";

const store = new Store();

beforeAll(async () => {
  await store.add("first");
});

test("keeps what is added", async () => {
  expect(await store.get(0)).toBe("item first");
});

test("a mocked function is called", async () => {
  const called = jest.fn(async (n) => await Promise.resolve(n + 1));
  await expect(called(1)).resolves.toBe(2);
  expect(called).toHaveBeenCalledTimes(1);
});

test("imports as it goes", async () => {
  const { Store: Same } = await import("../src/store.js");
  expect(Same).toBe(Store);
});

test("fails where a rejection is not caught", async () => {
  const one = 1; await store.get(8);
});

test("shows the text of a function", async () => {
  const f = async (n) => await n;
  await f(1);
  expect(f.toString()).toBe("async (n) => await n");
  expect(Store.prototype.get.toString()).toMatchSnapshot();
});
