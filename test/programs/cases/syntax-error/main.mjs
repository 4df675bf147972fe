console.log("start");
await import("./broken.mjs").catch((error) => console.log(error.name, error.message));
await import("./late.cjs").catch((error) => console.log(error.name, error.message));
import("./broken.mjs");
