async function bad() { await 1; return Promise.reject({ code: "E_BAD" }); }
bad();
