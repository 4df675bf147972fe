async function f() { await 1; }
let x = 1; let x = 2;
