/** What every environment has (Node, browser, worker) and no ECMAScript lib declares. */
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean });
  decode(input?: ArrayBufferView | ArrayBuffer): string;
}
declare const performance: { now(): number };
/** Base64 to a string of bytes. */
declare function atob(data: string): string;

declare class URL {
  static canParse(url: string): boolean;
  constructor(url: string);
  readonly href: string;
}
