// @stdin Ada\n36\nlast line without end
import { createInterface } from "node:readline/promises";
const lines = createInterface({ input: process.stdin, output: process.stdout });
const name = await lines.question("Name? ");
const age = await lines.question("Age? ");
console.log(`\n${name} is ${age}`);
for await (const line of lines) console.log("rest", line);
