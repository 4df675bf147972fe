const wait = async () => { await null; setTimeout(() => { throw 42 }, 1) };
(async () => { await wait(); })();
