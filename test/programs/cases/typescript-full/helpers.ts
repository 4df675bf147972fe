export async function twice(x: number): Promise<number> { await null; return x * 2; }
