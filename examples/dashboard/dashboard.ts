// A shop's dashboard, and the server it asks, in one process on the loopback interface. It takes about three seconds
// and does a little of everything that waits: requests, files, timers, nested calls, a Promise.all, a feed read with
// `for await`, a request that fails, a stretch of work that holds up the whole loop, and one wait that never ends.
//
// At the end it prints how long its own clocks say each labelled await took. Hover the awaits and compare.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { lap, printLaps } from "./lap.ts";
import { get, post } from "./request.ts";
import { forecast, parseSales } from "./sales.ts";
import { priceChanges, startServer } from "./server.ts";
import { loadUser } from "./users.ts";

interface Config {
  pages: number[][];
  forecastMs: number;
}

async function login(): Promise<string> {
  const { token } = await post<{ token: string }>("/session", { user: "ada" });
  return token;
}

async function loadConfig(): Promise<Config> {
  const text = await readFile(new URL("data/config.json", import.meta.url), "utf8");
  return JSON.parse(text) as Config;
}

// Three awaits in a row of which none needs the one before: together they could take as long as the slowest.
async function open(): Promise<Config> {
  let done = lap("login");
  const token = await login();
  done();

  const config = await loadConfig();

  done = lap("flags");
  const flags = await get<string[]>(`/flags?token=${token}`);
  done();

  console.log(`Signed in, ${flags.length} flags, ${config.pages.length} pages`);
  return config;
}

// One page after the other, and all the users of a page at once.
async function loadUsers(pages: number[][]): Promise<void> {
  for (const page of pages) {
    const done = lap("page");
    const users = await Promise.all(page.map((id) => loadUser(id)));
    done();
    console.log(`Loaded ${users.map((user) => user.name).join(", ")}`);
  }
}

// Parses a few lines, then keeps the loop to itself. Everything else that waits meanwhile waits for this too.
async function showForecast(forecastMs: number): Promise<void> {
  const csv = await get<string>("/sales.csv");
  const sales = parseSales(csv);
  console.log(`Forecast: ${forecast(sales, forecastMs).toFixed(0)} orders next week`);
}

async function followOrders(): Promise<void> {
  let seen = 0;
  for await (const order of orders(6)) seen += order.items;
  console.log(`${seen} items sold while you watched`);
}

async function* orders(count: number): AsyncGenerator<{ items: number }> {
  for (let after = 0; after < count; after++) yield await get<{ items: number }>(`/orders/next?after=${after}`);
}

// The warehouse is closed. The error passes through three tasks before somebody handles it.
async function tellWarehouse(): Promise<void> {
  await post("/warehouse/restock", { items: 18 });
}

// Prices do not change today. This is still waiting when the program ends.
async function watchPrices(): Promise<void> {
  const [price] = await once(priceChanges, "change");
  console.log(`New price: ${price}`);
}

async function dashboard(): Promise<void> {
  const config = await open();
  void watchPrices();

  let done = lap("everything");
  await Promise.all([loadUsers(config.pages), showForecast(config.forecastMs), followOrders()]);
  done();

  done = lap("warehouse");
  try {
    await tellWarehouse();
  } catch {
    done();
    console.log("The warehouse is closed");
  }
}

const server = await startServer();
await dashboard();
server.stop();
printLaps();
