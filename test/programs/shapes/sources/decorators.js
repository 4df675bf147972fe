// Decorators of the standard kind around async members.
// @only tsx
function logged(value/*: any */, { kind, name }/*: any */) { console.log(kind, String(name)); return kind === "method" ? async function (this: any, ...args: any[]) { return [String(name), await value.apply(this, args)]; } : undefined; }
const seen = (name/*: string */) => (_/*: any */, context/*: any */) => { context.addInitializer?.(async function (this: any) { await 0; console.log("initialised", name); }); };
@seen("class") class A { @logged async m(x/*: number */) { return await x + 1; } @logged static async s() { return await "static"; } @logged @seen("field") field = async () => await this.m(1); @logged get g() { return (async () => await 5)(); } @logged async *gen() { yield await 1; } @logged accessor acc = 3; @logged async #p() { return await "private"; } p() { return this.#p(); } }
(async () => { const a = new A(); console.log(await a.m(1), await A.s(), await a.field(), await a.g, a.acc, await a.p()); try { for await (const x of (await a.gen())[1]) console.log(x); } catch (e) { console.log(e.message); } })();
