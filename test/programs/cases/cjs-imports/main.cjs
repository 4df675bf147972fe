const lib = require("./lib.cjs");
(async () => {
  const esm = await import("./esm.mjs");
  const again = await import("./lib.cjs");
  console.log(await lib.work(2), await esm.default(3), again.default === lib, again.work === lib.work, Object.keys(again));
  console.log(await require("./required.mjs").named(4), require.resolve("./lib.cjs").split("/").pop(), Object.keys(require.cache).map((k) => k.split("/").pop()), module.children.map((m) => m.id.split("/").pop()));
  try { require("./missing.cjs"); } catch (error) { console.log(error.code, error.message.split("\n")[0].split("/").pop()); }
  try { require("./tla.mjs"); } catch (error) { console.log(error.code); }
  await import("./missing.mjs").catch((error) => console.log(error.code));
  console.log(await import("data:text/javascript,export default await 5").then((m) => m.default));
})();
