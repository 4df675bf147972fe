// Runs the files beside it one after the other, and prints what each logged and gave. Those that no Node parses count too.
const { readdirSync } = require("node:fs");
globalThis.$aw = "the user's";

async function run(file) {
  const lines = [];
  const text = (value) => (value instanceof Error ? value.name : typeof value === "function" ? value.toString() : typeof value === "object" ? Object.prototype.toString.call(value) : String(value));
  try {
    const program = require(`./programs/${file}`);
    lines.push(program.toString().length);
    const given = await program((...values) => lines.push(values.map(text).join()));
    lines.push(JSON.stringify(given, (_, value) => (value instanceof Error ? text(value) : value)));
  } catch (error) {
    lines.push(`${error.name}: ${error.message}`);
  }
  console.log(`== ${file}\n${lines.join(" ")} ${globalThis.$aw}`);
}

(async () => {
  for (const file of readdirSync(`${__dirname}/programs`).sort()) await run(file);
})();
