/**
 * Pairs the sites of two texts of one program, before and after a tool, by what lies within what and in which order. Tools
 * move and rename things and drop types, but the waits of a function stay its waits, one after the other.
 */
import { SiteKind, type SiteRecord } from "../format/spec.ts";
import { ANONYMOUS } from "./names.ts";

type Sites = readonly SiteRecord[];
/** From an index in the one list to an index in the other. */
type Pairs = Map<number, number>;

export function pairByShape(made: Sites, original: Sites): Pairs {
  const inMade = childrenOf(made);
  const inOriginal = childrenOf(original);
  const pairs: Pairs = new Map();
  pairScopes({ made, original, inMade, inOriginal, pairs }, -1, -1);
  const wrapper = inMade.get(-1);
  if (pairs.size === made.length || wrapper?.length !== 1 || made[wrapper[0]!]!.kind !== SiteKind.Function)
    return pairs;

  // A test runner may have put an async function around the whole file.
  const inside: Pairs = new Map();
  const module = original.findIndex(({ kind }) => kind === SiteKind.Module);
  pairScopes({ made, original, inMade, inOriginal, pairs: inside }, wrapper[0]!, module);
  if (module !== -1) inside.set(wrapper[0]!, module);
  return inside.size > pairs.size ? inside : pairs;
}

interface Pairing {
  readonly made: Sites;
  readonly original: Sites;
  readonly inMade: Children;
  readonly inOriginal: Children;
  readonly pairs: Pairs;
}

/** Indices of what lies in a function (-1: in none), in order. */
type Children = ReadonlyMap<number, readonly number[]>;

function childrenOf(sites: Sites): Children {
  return Map.groupBy(sites.keys(), (index) => sites[index]!.function);
}

function pairScopes(pairing: Pairing, madeScope: number, originalScope: number): void {
  const { made, original, inMade, inOriginal, pairs } = pairing;
  const todo: [number, number][] = [[madeScope, originalScope]];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const ours = inMade.get(next[0]) ?? [];
    const theirs = inOriginal.get(next[1]) ?? [];
    for (const [i, j] of align(made, original, ours, theirs)) {
      pairs.set(i, j);
      if (isScope(made[i]!)) todo.push([i, j]);
    }
  }
}

function isScope({ kind }: SiteRecord): boolean {
  return kind === SiteKind.Function || kind === SiteKind.Module;
}

/** One to one where kinds and functions' names are the same all along, else the longest common row of likely pairs. */
function align(made: Sites, original: Sites, ours: readonly number[], theirs: readonly number[]): [number, number][] {
  const haveOneShape =
    ours.length === theirs.length && ours.every((i, at) => isCounterpart(made[i]!, original[theirs[at]!]!));
  if (haveOneShape) return ours.map((i, at) => [i, theirs[at]!]);
  // The table of a longer row would be too large; its sites are paired by place.
  if (ours.length * theirs.length > 1_000_000) return [];
  const a = ours.map((i) => keyOf(made[i]!));
  const b = theirs.map((j) => keyOf(original[j]!));
  return longestCommon(a, b).map(([i, j]) => [ours[i]!, theirs[j]!]);
}

function isCounterpart(made: SiteRecord, original: SiteRecord): boolean {
  if (made.kind !== original.kind) return false;
  if (made.kind !== SiteKind.Function || made.text === original.text) return true;
  // Compilers assign to a temporary, or wrap what is assigned: the name is another then, or none.
  const isNamed = (name: string) => name !== ANONYMOUS && /^[\w$]+$/.test(name);
  return !isNamed(made.text) || !isNamed(original.text);
}

/** What tools leave of a site's text: its names, without those that they put before them. */
function keyOf({ kind, text }: SiteRecord): string {
  const names = text.replace(/\b__\w+?__\.?|\b_\w+\.|\(0,\s*/g, "").replace(/[^\p{ID_Continue}$]/gu, "");
  return `${kind} ${names}`;
}

function longestCommon(a: readonly string[], b: readonly string[]): [number, number][] {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j;
      lengths[at] = a[i] === b[j] ? lengths[at + width + 1]! + 1 : Math.max(lengths[at + width]!, lengths[at + 1]!);
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i++;
    else j++;
  }
  return pairs;
}
