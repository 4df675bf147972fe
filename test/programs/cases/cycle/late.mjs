import { main } from "./main.mjs";
try { console.log("late", main, await main); } catch (error) { console.log(error.name); }
