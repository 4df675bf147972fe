export interface Sale {
  day: string;
  orders: number;
}

export function parseSales(csv: string): Sale[] {
  const [, ...lines] = csv.trim().split("\n");
  return lines.map((line) => {
    const [day = "", orders = "0"] = line.split(",");
    return { day, orders: Number(orders) };
  });
}

// Draws weeks from the past until the time is up: the longer it may take, the better the answer. It never gives the
// event loop a chance in between, which is the point of it here.
export function forecast(sales: readonly Sale[], forMs: number): number {
  const end = performance.now() + forMs;
  let weeks = 0;
  let orders = 0;
  while (performance.now() < end) {
    for (let day = 0; day < 7; day++) orders += sales[Math.floor(Math.random() * sales.length)]?.orders ?? 0;
    weeks++;
  }
  return orders / weeks;
}
