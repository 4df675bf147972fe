const { setTimeout: delay } = require("node:timers/promises");

class Store {
  #names = [];

  async add(name) {
    await delay(1);
    return this.#names.push(name);
  }

  async get(index) {
    await null;
    if (index >= this.#names.length) throw new RangeError(`no item ${index}`);
    return this.#names[index];
  }
}

module.exports = { Store };
