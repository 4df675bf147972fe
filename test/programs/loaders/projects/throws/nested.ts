export const nested = (n: number): number => n;

function deep(n: number): never {
  if (n > 0) return deep(n - 1);
  throw new TypeError("while loading");
}

export async function unused(): Promise<void> { await null; }

try {
  deep(2);
} catch (error) {
  console.log((error as Error).stack);
}
console.log(new Error("here").stack);
deep(1);
