// @plain no
import { setTimeout as sleep } from "node:timers/promises";
import { Card } from "./card.tsx";
const load = async (id) => { await sleep(1); return <li key={id}>{await id}</li>; };
const page = <ul>{await Promise.all([1, 2].map(load))}<Card title={await "t"} /></ul>;
console.log(JSON.stringify(page), new Error("x").stack.split("\n")[1].trim().replace(/file:.*\//, ""));
