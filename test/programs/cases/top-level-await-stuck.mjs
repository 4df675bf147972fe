// Exit code 13 and Node's own warning.
console.log("start");
await new Promise(() => {});
console.log("unreachable");
