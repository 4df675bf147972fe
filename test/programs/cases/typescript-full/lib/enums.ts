export enum Color { Red, Green, Blue }
export const enum Level { Low = "low", High = "high" }
export namespace Shapes { const pi = 3; export function area(r: number): number { return pi * r * r; } }
