// `this` before super(), `super` in async arrows and methods (orchestrion#101).
class Base { constructor(x/*: any */) { this.x = x; } async name() { await 0; return `base ${this.x}`; } get value() { return Promise.resolve(this.x); } static async of(x/*: any */) { return new this(await x); } }
class Derived extends Base {
  constructor(x/*: any */) { const later = async () => { try { await 0; return this.x; } catch (e) { return e.message; } }; const early = (async () => this)().catch((e) => e.message); const up = () => super(x); up(); this.later = later; this.early = early; }
  async name() { const inner = async () => `${await super.name()} and ${await super.value}`; return await inner(); }
  async *each() { yield await super.name(); yield* [super.x, await this.value]; }
  static async of(x/*: any */) { const f = async () => await super.of(x); return await f(); }
  field = async () => { await 0; return [super.name === Base.prototype.name, this.x]; };
  static { (async () => { console.log(await "static", this.name, super.of === Base.of); })(); }
}
class Late extends Base { constructor() { const f = async () => { await 0; return this; }; const p = f(); super("late"); this.p = p.then((me) => me === this); } }
const object = { __proto__: { async hi() { return await "proto"; } }, async hi() { return (await super.hi()) + "!"; }, async ["computed" + 1]() { return await (async () => super.hi())(); } };
(async () => {
  const d = new Derived(7); console.log(await d.later(), await d.early, await d.name(), await d.field(), (await Derived.of(3)).x, await new Late().p, await object.hi(), await object.computed1());
  for await (const x of d.each()) console.log(x);
  try { await new (class extends Base { constructor() { (async () => { await this; })().catch((e) => console.log(e.message)); } })(); } catch (e) { console.log(e.constructor.name, e.message); }
})();
