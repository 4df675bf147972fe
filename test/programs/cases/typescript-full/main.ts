// @plain no
import fs = require("node:fs");
import path from "node:path";
import { Color, Level, Shapes } from "~lib/enums";
import { Service } from "./service";
import { twice } from "./helpers.js";
import { render } from "./view.jsx";
import index from "./folder";

const main = async (): Promise<void> => {
  const service = new Service("svc", 3);
  console.log(await service.run(2), service.name, Color[await Promise.resolve(1)], Level.High, Shapes.area(3));
  console.log(typeof fs.readFileSync, path.basename(__filename), await twice(4), index);
  console.log(await render({ name: "x" }));
  const where = async () => { await null; return new Error("at").stack!.split("\n")[1]!.trim().replace(/\(.*\//, "("); };
  console.log(await where());
};
main().catch((error: Error) => console.log(error));
