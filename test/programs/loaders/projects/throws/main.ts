import { nested } from "./nested";

const later = async (n: number): Promise<number> => { await null; return nested(n); };

later(1).then(console.log);
