// V8 resolves an `import()` in a made function from where its constructor is called.
const AsyncFunction = (async () => {}).constructor;

async function main() {
  const made = new AsyncFunction(`return (await import("./hello.mjs")).default`);
  console.log(await made().catch((error) => error.message));
  console.log(await AsyncFunction(`return (await import("node:path")).sep`)());
}

main();
