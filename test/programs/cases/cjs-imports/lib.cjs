exports.work = async (x) => { await null; return x * 2; };
exports.name = __filename.split("/").pop();
