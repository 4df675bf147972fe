#!/usr/bin/env node
// A first line that is no JavaScript.
async function f() { await 0; console.log(new Error("line 3").stack.split("\n")[1], f.toString()); }
f();
