module.exports = async function linked() { await null; return require("node:path").basename(__filename); };
