const [a, b] = await Promise.all([import("./module/main.js"), import("./commonjs/main.js")]); console.log(Object.keys(a), Object.keys(b));
