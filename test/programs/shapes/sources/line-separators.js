// U+2028 and U+2029 end a line, also within a comment; not within a string.
const f = async () => { await 0; const s = " | "; // here   console.log(JSON.stringify(s), new Error("x").stack.split("\n")[1]);   return await s.length;
};
f().then((n) => console.log(n, JSON.stringify(f.toString())));
