const job = async (n) => { await n; throw new Error(`job ${n}`, { cause: new TypeError("root") }); };
async function main() { await null; job(1); await new Promise((r) => setTimeout(r, 50)); console.log("never"); }
await main();
