// V8 renders the failing expression from the running code.
const no = async () => undefined;
const rows = {};
const attempts = [
  async () => { const { a } = await no(); },
  async () => { (await no())(); },
  async () => { new (await no())(); },
  async () => { [...(await no())]; },
  async () => { for (const x of await no()); },
  async () => { (await no()).foo.bar; },
  async () => { (await { a: 1 }).missing(); },
  async () => { for await (const x of rows); },
  async () => { for await (const x of rows.deep.er); },
  async () => { for await (const x of no()); },
  async () => { for await (const x of await no()); },
  async () => { rows[await "key"](); },
  async () => { rows.missing(await 1); },
  async () => { const { a: { b } } = await rows; },
  async () => { await rows.f(); },
  async () => { (await import("node:fs")).nothing(); },
  async () => { null[await "x"]; },
  async () => { class A extends (await 5) {} },
  async () => { "x" in (await 1); },
];
for (const attempt of attempts) {
  await attempt().catch((error) => console.log(error.message, error.stack.split("\n")[0] === `${error.name}: ${error.message}`));
  try { await attempt(); } catch (error) { console.log(String(error)); }
}
async function inside() { try { const { a } = await no(); } catch (error) { return error.message; } }
console.log(await inside());
const { top } = await no();
