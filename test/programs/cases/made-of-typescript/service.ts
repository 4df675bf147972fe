// What main.mjs makes functions of.
export async function load(count: number): Promise<number> {
  await null;
  return count;
}

export const fails = async (count: number): Promise<never> => {
  await load(count);
  throw new Error("on purpose");
};
