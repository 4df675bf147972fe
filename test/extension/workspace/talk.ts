// Asks in the terminal, answers, and fails with an exit code of its own.
import { createInterface } from "node:readline/promises";

const lines = createInterface({ input: process.stdin, output: process.stdout });
const name = await lines.question("Who are you? ");
console.log(`Hello ${name}, ${process.env.GREETING ?? "no greeting"}, ${process.argv.slice(2).join("+")}`);
lines.close();
process.exitCode = 3;
