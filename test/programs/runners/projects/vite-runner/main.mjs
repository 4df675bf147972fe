import { runnerImport } from "vite";

const { module } = await runnerImport("./service.ts", { configFile: false, logLevel: "silent" });
console.log(await module.total());
try {
  await module.fail();
} catch (error) {
  console.log(error.stack);
}
