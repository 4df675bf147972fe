export const instance = {};
export const lib = async () => { await null; return "esm"; };
