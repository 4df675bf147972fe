enum Level { Low = 1, High }
class Box { constructor(readonly level: Level) {} async open(): Promise<Level> { await null; return this.level; } }
console.log(await new Box(Level.High).open());

async function fails(reason: string): Promise<never> {
  await null;
  throw new Error(reason);
}

await fails("on purpose").catch((error: Error) => console.log(/main.ts:[0-9]+:[0-9]+/.exec(error.stack!)![0]));
