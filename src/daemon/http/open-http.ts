import type { HttpFaceOptions } from "./http-face.ts";

export interface OpenHttp {
  readonly url: string;
  close(): Promise<void>;
}

/** Resolves when the daemon's HTTP side listens. Rejects with `http_not_available`, and then holds nothing. */
export async function openHttp(options: HttpFaceOptions): Promise<OpenHttp> {
  // Here and not above: most daemons listen nowhere, and a server takes long to load.
  const { HttpFace } = await import("./http-face.ts");
  const face = new HttpFace(options);
  try {
    const url = await face.listen();
    return { url, close: () => face.close() };
  } catch (error) {
    await face.close();
    throw error;
  }
}
