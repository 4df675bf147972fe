// Several ports that a worker is given at once, in objects, lists, maps and sets, listed for transfer in another order; and what
// only looks as if it held one.
import { once } from "node:events";
import { MessageChannel, Worker, isMainThread, workerData } from "node:worker_threads";

async function ask(port, question) {
  port.postMessage(question);
  return (await once(port, "message"))[0];
}

async function main() {
  const channels = Array.from({ length: 4 }, () => new MessageChannel());
  const [inList, inMap, inSet, named] = channels.map(({ port2 }) => port2);
  const error = Object.assign(new Error("with a port"), { port: named });
  const data = { list: [inList, new Date(0)], map: new Map([["key", { inMap }]]), error, set: new Set([inSet]), named };
  new Worker(new URL(import.meta.url), { workerData: data, transferList: [named, inSet, inMap, inList] });
  for (const [index, { port1 }] of channels.entries()) {
    console.log(await ask(port1, index));
    port1.close();
  }
  let reads = 0;
  const { port1, port2 } = new MessageChannel();
  const read = { get port() { reads += 1; return port2; } };
  new Worker("require('node:worker_threads').workerData.port.postMessage('read')", { eval: true, workerData: read, transferList: [port2] });
  console.log((await once(port1, "message"))[0], reads);
}

async function answer(port, name) {
  const [question] = await once(port, "message");
  port.postMessage(`${name} hears ${question}`);
}

async function work({ list, map, set, named }) {
  const ports = { list: list[0], map: map.get("key").inMap, set: [...set][0], named };
  await Promise.all(Object.entries(ports).map(([name, port]) => answer(port, name)));
}

await (isMainThread ? main() : work(workerData));
