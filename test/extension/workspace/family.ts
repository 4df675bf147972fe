// Runs until it is stopped, and has a child that would run on without it.
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
console.log(`family ${process.pid} ${child.pid}`);
for (;;) await sleep(50);
