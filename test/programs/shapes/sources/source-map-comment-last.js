// The last line is a source map comment without an end of line; the map does not exist.
const f = async () => { await 0; console.log(new Error("here").stack.split("\n")[1]); };
f(); console.log(f.toString());
//# sourceMappingURL=missing.js.map