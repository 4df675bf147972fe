import { EventEmitter, once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export const priceChanges = new EventEmitter();

const server = createServer((request, response) => {
  void answer(request, response);
});

export async function startServer(): Promise<{ stop(): void }> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // The first request loads what fetch is made of. That is nobody's wait, so it is over before the clocks start.
  await (await fetch(address())).text();
  return {
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

export function address(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", address());
  const body = await route(pathname);
  if (body === undefined) response.statusCode = 503;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(body ?? null));
}

async function route(path: string): Promise<unknown> {
  if (path === "/session") return slowly(150, { token: "t0ken" });
  if (path === "/flags") return slowly(120, ["new-cart", "free-shipping"]);
  if (path === "/orders/next") return slowly(330, { items: 3 });
  if (path === "/sales.csv") return readSales();
  if (path === "/warehouse/restock") return slowly(90, undefined);
  const user = /^\/users\/(\d+)\/orders$/.exec(path);
  return user ? ordersOf(Number(user[1])) : { path };
}

async function slowly<T>(ms: number, value: T): Promise<T> {
  await sleep(ms);
  return value;
}

// Users who order more take longer: 150 to 480 ms.
async function ordersOf(id: number): Promise<number[]> {
  const orders = Array.from({ length: id + 1 }, (_, index) => 1000 * id + index);
  return slowly(150 + 30 * id, orders);
}

async function readSales(): Promise<string> {
  const [csv] = await Promise.all([readFile(new URL("data/sales.csv", import.meta.url), "utf8"), sleep(750)]);
  return csv;
}
