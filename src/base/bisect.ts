type Sorted = ArrayLike<number>;

/** First index in `from … to` whose value is at least `value`; `to` where there is none. The range is ascending. */
export function lowerBound(sorted: Sorted, value: number, from = 0, to: number = sorted.length): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First index in `from … to` whose value is greater than `value`; `to` where there is none. The range is ascending. */
export function upperBound(sorted: Sorted, value: number, from = 0, to: number = sorted.length): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
