import { value } from "./sub # folder/ünï%20code.mjs";
const f = async () => { await null; throw new Error("here"); };
console.log(await value(1), await f().catch((e) => e.stack.split("\n")[1].trim().split("/").pop()));
await f();
