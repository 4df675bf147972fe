export const load = async (price: number): Promise<{ price: number }> => {
  await null;
  return { price };
};
