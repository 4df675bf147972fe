// The deepest call must be about as deep, and the error the same.
async function down(n) { if (n === 0) return 0; return 1 + (await down(n - 1)); }
function overflow() { return overflow() + 1; }
down(800).then(async (n) => {
  console.log(n);
  try { overflow(); } catch (error) { console.log(error.name, error.message); }
  console.log(await (async function chain(n) { await null; return n ? chain(n - 1) : "bottom"; })(300));
});
