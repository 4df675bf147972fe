export async function helper() { await null; return "detected"; }
