// One small file of TypeScript, to see what its first and its second run cost.
import { readFile } from "node:fs/promises";

interface Named {
  name: string;
}

async function nameOf(url: URL): Promise<string> {
  const text = await readFile(url, "utf8");
  const { name }: Named = JSON.parse(text);
  return name;
}

await nameOf(new URL("../../../package.json", import.meta.url));
