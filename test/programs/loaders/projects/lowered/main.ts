import { helper } from "./helper.cjs";

async function main(): Promise<void> {
  console.log(await helper(1));
}

main();
