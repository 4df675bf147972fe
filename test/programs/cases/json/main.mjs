import data from "./data.json" with { type: "json" };
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
console.log(data, require("./data.json"), await import("./data.json", { with: { type: "json" } }));
await import("./broken.json", { with: { type: "json" } }).catch((error) => console.log(error.name));
try { require("./broken.json"); } catch (error) { console.log(error.name); }
await import("./data.json").catch((error) => console.log(error.code));
