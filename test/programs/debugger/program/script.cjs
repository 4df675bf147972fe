const { promisify } = require("node:util");
const turn = promisify(setImmediate);

class Shop {
  async buy(what, { price = 2 } = {}) { await turn(); const sum = await this.pay(price) + price; return `${what}: ${sum}`; } // stop
  pay = async (price) => { try { return await Promise.reject(price); } catch (error) { await null; return error * 2; } }; // stop
}

async function main() {
  const shop = new Shop();
  const bought = await Promise.all([shop.buy("tea"), shop.buy("coffee", { price: 3 })]); // stop
  debugger; console.log(bought); // stop
}
main();
