const LIB = "timers/promises";

async function later(ms: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return ms;
}

it("waits for real timers", async () => {
  const { setTimeout: delay } = await import(LIB);
  expect(await Promise.race([later(1), delay(10_000, 0, { ref: false })])).toBe(1);
});

it.concurrent("runs beside another", async () => {
  await later(300);
});

it.concurrent("and another", async () => {
  await later(1);
});

// The pool kills its process once the last test has ended, and the last moment before a kill may be lost to a trace.
afterAll(async () => {
  await new Promise((resolve) => setTimeout(resolve, 300));
});
