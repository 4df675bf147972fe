export async function f() { await null; return "f"; }
