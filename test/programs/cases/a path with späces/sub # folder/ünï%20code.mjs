export const value = async (x) => { await x; return import.meta.url.split("/").slice(-2); };
