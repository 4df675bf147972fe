"use strict";
async function read(row) { const first = await row; return first.name.length; }
function later() {
	async function inner() {}; setImmediate(async () => { inner(); }, 1); const missing = undefined; (async () => {})(); missing.property.deep;
}
read({ name: "x" }).then(() => later());
