export async function required() { await null; return "required"; }
