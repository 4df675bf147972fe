enum Level { Low = 1, High }
class Box { constructor(readonly level: Level) {} async open(): Promise<Level> { await null; return this.level; } }
console.log(await new Box(Level.High).open());
