// An HTTP server with five awaits a request, on the loopback interface. Prints its port; ends with its stdin.
import { createServer } from "node:http";

async function one(value) {
  await null;
  return value;
}

async function handle(request, response) {
  const user = await one(request.url);
  const orders = await one(user.length);
  await null;
  response.end(JSON.stringify({ user, orders }));
}

const server = createServer((request, response) => void handle(request, response));
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
