/** @jsx element */
import { setTimeout as sleep } from "node:timers/promises";

function element(tag, props, ...children) {
  return `<${tag}>${children.join("")}</${tag}>`;
}

async function load(count) {
  await sleep(1);
  return count;
}

async function page() {
  const [one, two] = await Promise.all([load(1), load(2)]);
  return <p>sum {one + two}</p>;
}

console.log(await page());
