process.on("unhandledRejection", (reason, promise) => console.log("unhandled", reason.message, promise === p));
process.on("rejectionHandled", (promise) => console.log("handled", promise === p));
async function fails() { await null; throw new Error("late"); }
const p = fails();
await new Promise((resolve) => setTimeout(resolve, 5));
await p.catch((error) => console.log("caught", error.message));
await new Promise((resolve) => setTimeout(resolve, 5));
