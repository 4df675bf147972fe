export async function named(x) { await x; return x; }
export default 1;
