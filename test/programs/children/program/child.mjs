/** Says where it is and what it was given, waits once, and ends as it is told: `code:3`, `throw`, `signal:SIGTERM`. */
import { appendFileSync, writeSync } from "node:fs";

const [way, end = "code:0"] = process.argv.slice(2);

async function child() {
  // The test counts these lines: each is a process that ran.
  appendFileSync(new URL("ran.log", import.meta.url), `${way}\n`);
  await null;
  const variables = Object.keys(process.env).filter((name) => !/^(_|SHLVL|OLDPWD|PWD)$/.test(name));
  console.log("child", way, process.argv.slice(2), process.execArgv, process.argv0, variables.sort());
  console.log(process.env.NODE_OPTIONS, globalThis.preset, process.title, process.argv[1], process.execPath);
  console.error("child's stderr", way);
  if (process.env.WRITE_TO) writeSync(Number(process.env.WRITE_TO), `descriptor ${process.env.WRITE_TO}\n`);
  process.send?.({ way, keys: Object.keys(process.env).length });
  await new Promise((resolve) => setTimeout(resolve, 1));
  process.disconnect?.();
  const [kind, value] = end.split(":");
  if (kind === "throw") throw new TypeError("thrown by the child");
  if (kind === "signal") process.kill(process.pid, value);
  else process.exitCode = Number(value);
}

await child();
