import type { Recorder } from "../../runtime/recorder.ts";

export type LinkRecorder = Pick<Recorder, "started" | "message">;

/** A message on its way into a port: to be called once it is in, or could not be sent. */
export type Sending = (isSent: boolean) => void;

/** Counts the messages of the ports of one kind. */
export interface PortCounter {
  /** Undefined for a port of another kind. The loop's delivery of a message has begun where `isDelivering`. */
  of(port: object): { isDelivering: boolean } | undefined;
  /** A message is about to go into a port of this kind; null where it is not to be counted. */
  beginSending(port: object, options: unknown): Sending | null;
  /** A message came out of a port of this kind, and the ports `moved` with it. */
  receive(port: object, moved: unknown): void;
}
