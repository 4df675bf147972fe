import { seven } from "./seven.wasm";

const later = async () => {
  await null;
  return seven();
};
console.log(await later());
