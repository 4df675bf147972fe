// @node --unhandled-rejections=warn --trace-warnings
async function bad() { await 1; throw new Error("warned"); }
bad();
setTimeout(async () => { await null; process.emitWarning("own", "OwnWarning"); }, 10);
