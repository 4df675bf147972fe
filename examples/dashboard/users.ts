import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { lap } from "./lap.ts";
import { get } from "./request.ts";

export interface User {
  name: string;
  orders: number;
  note: string;
}

const names = ["Ada", "Brian", "Chen", "Dana", "Emil", "Fay", "Goran", "Hana", "Ivo", "June", "Kofi", "Lea"];

// Stands for a database on this machine: it answers after 40 to 95 ms, always the same for the same user.
async function findName(id: number): Promise<string> {
  await sleep(40 + 5 * id);
  return names[id] ?? `user ${id}`;
}

async function readNote(id: number): Promise<string> {
  const notes = await readFile(new URL("data/notes.txt", import.meta.url), "utf8");
  return notes.split("\n")[id] ?? "";
}

export async function loadUser(id: number): Promise<User> {
  let done = lap("name");
  const name = await findName(id);
  done();

  done = lap("user's orders");
  const orders = await get<unknown[]>(`/users/${id}/orders`);
  done();

  const note = await readNote(id);
  return { name, orders: orders.length, note };
}
