import { readFile, type FileHandle } from "node:fs/promises";
import type { Server } from "node:http";
import { type Row, load } from "./typescript-lib/load.ts";
declare const unused: Server;
type Handler<T> = (row: T) => Promise<T>;
abstract class Base<T> { abstract run(x: T): Promise<T>; protected readonly name!: string; declare field: number; constructor(public_: string) { void public_; } }
class Derived extends Base<Row> { override async run(x: Row): Promise<Row> { const row = await load<Row>(x)!; return row satisfies Row; } }
function overloaded(x: string): string; function overloaded(x: number): number; function overloaded(x: any): any { return x; }
const handler: Handler<Row> = async <T,>(row: T): Promise<T> => (await row) as T;
export default await new Derived("x").run({ id: 1, name: "one" });
console.log(await handler({ id: 2, name: "two" }), overloaded(1), (await readFile(new URL(import.meta.url), "utf8")).length > 0, Derived.prototype.run.toString(), handler.toString());
const handle: FileHandle | undefined = undefined; console.log(handle?.["fd"], new Error("ts").stack!.split("\n")[1]!.trim().replace(/\(.*\//, "("));
