// A byte order mark before the first character.
const f = async () => { await 0; console.log(new Error("line 2").stack.split("\n")[1]); }; f();
console.log(f.toString());