/** The parts of an HTTP request, nothing checked. */
export interface RequestParts {
  readonly method: string;
  /** The target as it stands in the request line. */
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | undefined;
  /** What Content-Length says; the body's length by default. */
  readonly announcedBytes?: number;
}

export function requestBytes({ method, target, headers, body, announcedBytes }: RequestParts): Buffer {
  const length = announcedBytes ?? body?.length;
  const lines = [
    `${method} ${target} HTTP/1.1`,
    "Host: fuzz",
    "Connection: close",
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(length === undefined ? [] : [`Content-Length: ${length}`]),
  ];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), body ?? Buffer.alloc(0)]);
}
