export async function self() { await null; return "self"; }
