process.on("exit", (code) => { console.log("exit", code, process.exitCode); });
async function forever() { await new Promise(() => {}); }
async function stop() { await null; console.log("stopping"); process.exit(3); }
forever();
await Promise.all([forever(), stop()]);
console.log("unreachable");
