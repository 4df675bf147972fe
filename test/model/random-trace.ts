import { Random } from "./random.ts";

interface RunningTask {
  readonly id: number;
  readonly name: number;
  /** Future or task it waits on. */
  on: number;
}

const SITES = `file /app/main.ts
site f0 function 1:1 f0
site a0 await 2:3 in f0 work()
site b0 await 3:3 in f0 more()
site f1 function 11:1 f1
site a1 await 12:3 in f1 work()
site b1 await 13:3 in f1 more()
site g combinator 14:3 in f1 Promise.all(list)
site p promise 15:3 in f1 new Promise(start)
site r return 16:3 in f1 work()
`;

/**
 * A trace, in the trace language, of a made-up program that a seed decides: tasks that call each other, wait on futures,
 * tasks and groups, reject or never settle, in turns. Every event has a time of its own. It is cut into chunks often.
 */
export function randomTrace(seed: number, { steps = 200, cutChance = 0.1, turnless = false } = {}): string {
  const program = new Program(new Random(seed), cutChance);
  for (let step = 0; step < steps; step++) program.turn();
  return `${SITES}thread main${turnless ? " turnless" : ""}\n${program.end()}`;
}

class Program {
  readonly #random: Random;
  readonly #cutChance: number;
  readonly #lines: string[] = [];
  readonly #waiting: RunningTask[] = [];
  /** Tasks whose wait is over: they run when the stack is empty, as microtasks do. */
  readonly #ready: RunningTask[] = [];
  readonly #ended = new Set<number>();
  /** For a task whose function returned a promise, that promise. */
  readonly #follows = new Map<number, number>();
  #ticks = 0;
  #ids = 0;
  #starts = 0;

  constructor(random: Random, cutChance: number) {
    this.#random = random;
    this.#cutChance = cutChance;
  }

  turn(): void {
    this.#ticks += this.#random.below(50_000);
    this.#line(`turn ${this.#random.pick(["Timeout", "TCP", "FSReqCallback"])}`);
    if (this.#random.chance(0.5)) this.#cause("turn");
    const settles = this.#waiting.length > 0 && this.#random.chance(0.7);
    if (settles) this.#settle(this.#random.pick(this.#waiting));
    else this.#call(0, 0);
    if (this.#random.chance(0.9)) this.#line("turn-end");
    if (this.#random.chance(0.1)) {
      this.#cause("TickObject");
      this.#call(0, 0);
    }
    this.#microtasks();
    this.#messages();
    this.#cut();
  }

  /** To itself, to nobody, from nobody; some are lost. */
  #messages(): void {
    if (this.#random.chance(0.2)) this.#line(`send ${this.#random.below(3)}/0 ${1 + this.#random.below(20)}`);
    if (this.#random.chance(0.2)) this.#line(`receive ${this.#random.below(3)}/0 ${1 + this.#random.below(20)}`);
    if (this.#random.chance(0.1)) this.#line(`send 0/1 ${1 + this.#random.below(8)}`);
    if (this.#random.chance(0.3)) this.#line(`receive 0/1 ${1 + this.#random.below(8)}`);
    if (this.#random.chance(0.1)) this.#line(`receive ipc 0/1 ${1 + this.#random.below(20)}`);
    if (this.#random.chance(0.1)) this.#line(`start ${this.#random.pick(["worker", "process"])} ${++this.#starts}`);
  }

  end(): string {
    this.#lines.push(`end ${this.#time()}`);
    return this.#lines.join("\n");
  }

  #call(parent: number, depth: number): number {
    const task: RunningTask = { id: ++this.#ids, name: this.#random.below(2), on: 0 };
    this.#line(`call ${task.id} f${task.name}${parent > 0 ? ` by ${parent}` : ""}`);
    this.#run(task, depth);
    return task.id;
  }

  /** What a task does until it waits or ends. */
  #run(task: RunningTask, depth: number): void {
    if (depth < 3 && this.#random.chance(0.3)) this.#suspend(task, this.#call(task.id, depth + 1));
    else if (this.#random.chance(0.6)) this.#suspend(task, this.#future());
    else if (this.#random.chance(0.2)) this.#suspend(task, this.#group());
    else this.#finish(task);
    this.#cut();
  }

  #future(): number {
    if (this.#random.chance(0.3)) {
      const from = this.#random.chance(0.3) ? this.#random.below(this.#ids + 1) : 0;
      this.#line(`made ${++this.#ids} p${from > 0 ? ` from ${from}` : ""}`);
    } else {
      this.#line(`future ${++this.#ids}`);
    }
    return this.#ids;
  }

  #cause(what: string): void {
    const by = this.#ids > 0 && this.#random.chance(0.5) ? ` by ${1 + this.#random.below(this.#ids)}` : "";
    const at = this.#random.chance(0.7) ? ` at ${(this.#random.below(this.#ticks + 1) / 10_000).toFixed(4)}` : "";
    const asked = this.#random.chance(0.5) ? ` asked ${this.#random.below(100)}` : "";
    this.#line(`cause ${what}${by}${at}${asked}`);
  }

  #group(): number {
    const members = [this.#future(), this.#future()];
    this.#line(`group ${++this.#ids} g all ${members.join(" ")}`);
    return this.#ids;
  }

  #suspend(task: RunningTask, on: number): void {
    task.on = on;
    this.#line(`suspend ${task.id} ${this.#random.pick(["a", "b"])}${task.name} on ${on}`);
    if (this.#ended.has(on)) this.#ready.push(task);
    else this.#waiting.push(task);
  }

  #settle(task: RunningTask): void {
    const followed = this.#follows.get(task.on);
    this.#line(`settle ${followed ?? task.on}`);
    if (followed === undefined) this.#release(task);
    else for (const waiting of this.#waiting.filter(({ on }) => on === task.on)) this.#release(waiting);
  }

  #release(task: RunningTask): void {
    this.#waiting.splice(this.#waiting.indexOf(task), 1);
    this.#ready.push(task);
  }

  #microtasks(): void {
    for (let task = this.#ready.shift(); task !== undefined; task = this.#ready.shift()) {
      this.#line(`resume ${task.id}${this.#random.chance(0.1) ? " rejected" : ""}`);
      this.#run(task, 0);
    }
  }

  #finish(task: RunningTask): void {
    if (this.#random.chance(0.2)) {
      const future = this.#future();
      this.#follows.set(task.id, future);
      this.#line(`follows ${task.id} r on ${future}`);
      this.#line(`end ${task.id}`);
      return;
    }
    this.#line(`end ${task.id}${this.#random.chance(0.1) ? " rejected" : ""}`);
    this.#ended.add(task.id);
    for (const waiting of this.#waiting.filter(({ on }) => on === task.id)) this.#release(waiting);
  }

  #line(event: string): void {
    this.#ticks += 1 + this.#random.below(3000);
    this.#lines.push(`${this.#time()} ${event}`);
  }

  #cut(): void {
    if (this.#random.chance(this.#cutChance)) this.#lines.push("cut");
  }

  #time(): string {
    return (this.#ticks / 10_000).toFixed(4);
  }
}
