export const x = async () => { await 1; return "esm"; };
