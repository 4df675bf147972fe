// A fastify server over a store of files, with five awaits a request, on the loopback interface. Prints its port;
// ends with its stdin. It runs in a folder that has fastify installed.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fastify from "fastify";

const folder = mkdtempSync(join(tmpdir(), "store-"));
for (const kind of ["users", "orders", "prices"]) {
  writeFileSync(
    join(folder, `${kind}-7.json`),
    JSON.stringify({ kind, items: Array.from({ length: 20 }, (_, i) => i) }),
  );
}

async function load(kind, id) {
  return JSON.parse(await readFile(join(folder, `${kind}-${id}.json`), "utf8"));
}

const app = fastify();
app.get("/users/:id", async ({ params: { id } }) => {
  const user = await load("users", id);
  const [orders, prices] = await Promise.all([load("orders", id), load("prices", id)]);
  return { user, orders, prices };
});

await app.listen({ port: 0, host: "127.0.0.1" });
console.log(app.server.address().port);
process.stdin
  .on("end", () => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  })
  .resume();
