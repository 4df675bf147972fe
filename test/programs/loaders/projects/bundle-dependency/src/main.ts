import { Client, each, ready } from "library";

async function load(client: Client, key: string): Promise<string | undefined> {
  return key === "" ? undefined : await client.get(key);
}

async function main(): Promise<void> {
  const client = new Client();
  console.log(await ready, await each(["a", "b"], async (key: string) => load(client, key)));
  for await (const value of client.all(["c", "d"])) console.log(value);
  try {
    await each(["e", ""], (key: string) => load(client, key));
  } catch (error) {
    console.log((error as Error).stack);
  }
  console.log(String(client.get).length, String(each).includes("$aw"), each.length);
}

await main();
