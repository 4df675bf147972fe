await 0; throw new Error(await "top");
