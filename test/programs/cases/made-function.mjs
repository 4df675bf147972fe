// An async function made of a text that names its file, as Vite's module runner makes each module: its stacks have the text's columns.
const AsyncFunction = (async () => {}).constructor;
const source = import.meta.filename.replace("made-function", "of-a-text");
const body = `"use strict";
async function render(url) {
	if (url === "/fail") await fail(url);
}
async function fail(url) { await null; throw new Error(url); }
exports.render = render;
//# sourceURL=${source}
`;
const exports = {};
await new AsyncFunction("exports", body)(exports);
const failed = () => exports.render("/fail").catch((error) => error);
const places = (stack) => stack.split("\n").map((line) => line.replace(/\(.*[\\/]/, "("));
console.log(places((await failed()).stack));
Error.prepareStackTrace = (_, sites) => sites.map((site) => [site.getLineNumber(), site.getColumnNumber(), site.isEval(), places(String(site))]);
console.log((await failed()).stack);
