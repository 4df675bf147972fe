function logged(target: any, key: string, descriptor: PropertyDescriptor): PropertyDescriptor {
  const original = descriptor.value;
  return { ...descriptor, async value(...args: unknown[]) { const result = await original.apply(this, args); console.log("called", key, args, result); return result; } };
}
export class Service {
  constructor(readonly name: string, private factor: number) {}
  @logged
  async run(x: number): Promise<number> { await new Promise((resolve) => setTimeout(resolve, 1)); return x * this.factor; }
}
