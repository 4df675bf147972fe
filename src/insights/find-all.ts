import type { Model } from "../model/types.ts";
import { callbackBlocked } from "./callback-blocked.ts";
import type { Finding, Insight } from "./finding.ts";
import { loopBlocked } from "./loop-blocked.ts";
import { neverSettled } from "./never-settled.ts";
import { rejectedUnawaited } from "./rejected-unawaited.ts";

const INSIGHTS: readonly Insight[] = [rejectedUnawaited, loopBlocked, callbackBlocked, neverSettled];
const SEVERITIES: readonly Finding["severity"][] = ["error", "warning", "info"];

/** Everything that the insights find in a model, the most severe first. */
export function findAll(model: Model): Finding[] {
  const found = INSIGHTS.flatMap((insight) => insight(model));
  return found.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}
