// @plain no
function traced(value: Function, context: ClassMethodDecoratorContext) { console.log(context.kind, String(context.name)); return async function (this: unknown, ...args: unknown[]) { return `<${await value.apply(this, args)}>`; }; }
class Greeter { @traced async greet(name: string) { await null; return `hello ${name}`; } @traced static async make() { return "made"; } accessor count = 1; }
console.log(await new Greeter().greet("x"), await Greeter.make(), new Greeter().count);
enum Direction { Up = 1, Down }
console.log(Direction[await Promise.resolve(2)]);
console.log(await (async () => { await 0; return new Error("x").stack!.split("\n")[1]!.trim().replace(/file:.*\//, ""); })());
