// @races
import http from "node:http";
import { once } from "node:events";
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const handle = async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  await sleep(1);
  if (request.url === "/fail") throw new Error("handler failed");
  response.setHeader("x-path", request.url);
  response.end(`${request.method} ${Buffer.concat(parts)}`);
};
const server = http.createServer((request, response) => handle(request, response).catch((error) => { response.statusCode = 500; response.end(error.message); }));
server.listen(0, "127.0.0.1");
await once(server, "listening");
const base = `http://127.0.0.1:${server.address().port}`;
const get = async (path, init) => { const answer = await fetch(base + path, init); return [answer.status, answer.headers.get("x-path"), await answer.text()]; };
console.log(await get("/a"));
console.log(await Promise.all([get("/b", { method: "POST", body: "hello" }), get("/fail"), get("/c")]));
const raw = http.request(`${base}/raw`, { method: "PUT", agent: false }); raw.end("body");
const [message] = await once(raw, "response"); let text = ""; for await (const part of message) text += part; console.log(message.statusCode, text);
server.closeAllConnections(); server.close(); await once(server, "close"); console.log("closed");
