const { parentPort, postMessageToThread, Worker } = require("node:worker_threads");
exports.legacy = async (x = Promise.resolve(1)) => { try { return await x; } finally { await null; } };
if (require.main === module || parentPort) exports.legacy(5).then((x) => (parentPort ? parentPort.postMessage(x) : process.send?.(x)));
if (parentPort) {
  setInterval(() => {}, 1e6);
  postMessageToThread(0, "unheard").catch(() => {});
  new Worker("", { eval: true });
}
