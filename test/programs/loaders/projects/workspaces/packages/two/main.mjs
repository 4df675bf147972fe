import { one } from "@here/one";

async function two() {
  return (await one(1)) + 1;
}
console.log(await two(), import.meta.url.endsWith("two/main.mjs"));
