interface Item { price: number }
import { load } from "./items";

const first: Item = await load(1);
export async function total(): Promise<number> {
  const second: Item = await load(2);
  return first.price + second.price;
}
export async function fail(): Promise<never> {
  await null; throw new Error("no item 3");
}
