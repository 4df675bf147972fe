export async function one(n) {
  await null;
  return n + 1;
}
