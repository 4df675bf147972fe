const { Hook } = require("require-in-the-middle");
Hook(["fs"], (exports, name) => { console.log("required", name); return exports; });
