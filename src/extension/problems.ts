import * as vscode from "vscode";
import { LaunchError } from "../launch/errors.ts";
import type { Log } from "./log.ts";
import { openNodeSetting } from "./settings.ts";

/** A sentence for the user about something that went wrong, when there is no more special way to say it. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Shows an error with the buttons that help against it. Returns when the user has answered or closed it. */
export async function showProblem(error: unknown, log: Log): Promise<void> {
  const sentence = sentenceOf(error);
  log.error(error instanceof LaunchError ? `${error.code}: ${sentence}` : error instanceof Error ? error : sentence);
  const openSetting = "Open Setting";
  const showLog = "Show Log";
  const buttons = isAboutNode(error) ? [openSetting, showLog] : [showLog];
  const choice = await vscode.window.showErrorMessage(sentence, ...buttons);
  if (choice === openSetting) await openNodeSetting();
  if (choice === showLog) log.show();
}

function isAboutNode(error: unknown): boolean {
  return error instanceof LaunchError && error.code.startsWith("node-");
}
