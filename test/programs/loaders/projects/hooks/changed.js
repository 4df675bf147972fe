export async function changed() { await null; return "BEFORE"; }
