#!/usr/bin/env node
"use strict";
const run = async () => { await null; return new Error("x").stack.split("\n")[1].trim(); }; console.log(await run());
