const f = async () => { await 1; return typeof require; }; f().then(console.log); exports.f = f;
