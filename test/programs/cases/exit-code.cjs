process.on("beforeExit", (code) => { if (!process.done) { process.done = true; setTimeout(async () => { await null; console.log("more work", code); }); } });
process.on("exit", (code) => console.log("exit", code));
(async () => { await null; process.exitCode = 7; })();
