export async function answer(): Promise<number> {
  return (await Promise.resolve<number>(41)) + 1;
}
