import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo, LookupFunction } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { errorCode, messageOf } from "../../src/base/errors.ts";
import { fetchableAddress } from "../../src/runtime/attachments/attachment-sources.ts";
import { attachmentFetcher, type FetchAttachmentOptions } from "../../src/runtime/attachments/fetch-attachment.ts";

const sources = { baseUrl: "https://market.example/api", uploadHosts: ["*.supabase.co", "files.example"] };
const png = Buffer.from("89504e470d0a1a0a0000", "hex");
const never = new AbortController().signal;

describe("an attachment's address", () => {
  it.each([
    "https://market.example/files/a.png",
    "https://abc.supabase.co/storage/v1/object/public/a.png",
    "https://a.b.supabase.co/x",
    "https://FILES.example/a",
  ])("may be %s", (address) => {
    expect(fetchableAddress(address, sources).url.protocol).toBe("https:");
  });

  it.each([
    "http://market.example/files/a.png",
    "http://files.example/a",
    "https://files.example:8443/a",
    "https://market.example:22/a",
    "https://evil.example/a",
    "https://supabase.co/a",
    "https://evilsupabase.co/a",
    "https://files.example.evil.example/a",
    "https://files.example@evil.example/a",
    "https://user:pass@files.example/a",
    "https://127.0.0.1/a",
    "https://[::1]/a",
    "https://169.254.169.254/latest/meta-data",
    "file:///etc/passwd",
    "data:text/plain,hello",
    "ftp://files.example/a",
    "//files.example/a",
    "",
  ])("may not be %s", (address) => {
    expect(codeOf(() => fetchableAddress(address, sources))).toBe("attachment_refused");
  });

  it("is refused when a listed name is an address of this machine or network", () => {
    for (const host of ["127.0.0.1", "10.0.0.8", "localhost"])
      expect(codeOf(() => fetchableAddress(`https://${host}/a`, { ...sources, uploadHosts: [host] }))).toBe("attachment_refused");
  });

  it("may be on this machine without TLS when the platform itself is", () => {
    const own = { ...sources, baseUrl: "http://127.0.0.1:4100/api" };
    expect(fetchableAddress("http://127.0.0.1:4100/files/a", own).own).toBe(true);
    expect(codeOf(() => fetchableAddress("http://127.0.0.1:4101/v1/models", own))).toBe("attachment_refused");
  });
});

describe("fetching an attachment", () => {
  it("gives text to be fenced and images as images, told by content and not by header, without any key", async () => {
    const { fetch, seen } = await platform((request, reply) => {
      reply.setHeader("content-type", "application/x-nonsense");
      reply.end(request.url === "/files/p" ? png : "Grüße");
    });
    expect(await fetch("/files/notes.txt")).toEqual({ type: "attachment", name: "notes.txt", text: "Grüße" });
    expect(await fetch("/files/p")).toEqual({ type: "image", mediaType: "image/png", base64: png.toString("base64") });
    for (const { headers } of seen) expect(Object.keys(headers).sort()).toEqual(["connection", "host", "user-agent"]);
  });

  it.each<[string, RequestListener]>([
    ["a redirect, wherever it leads", (_request, reply) => reply.writeHead(302, { location: "/files/b" }).end()],
    ["a file that is too long", (_request, reply) => reply.end("x".repeat(2_000))],
    ["a PDF", (_request, reply) => reply.end("%PDF-1.7 text only")],
    ["bytes that are no text", (_request, reply) => reply.end(Buffer.from([0x41, 0xff, 0xfe]))],
    ["an archive", (_request, reply) => reply.end(Buffer.from("504b0304000000", "hex"))],
    ["what is not there", (_request, reply) => reply.writeHead(404).end()],
  ])("refuses %s for good", async (_what, listener) => {
    const { fetch, seen } = await platform(listener, { maxBytes: 1_000 });
    await expect(fetch("/files/a")).rejects.toMatchObject({ code: "attachment_refused", retryable: false });
    expect(seen).toHaveLength(1);
  });

  it.each<[string, RequestListener]>([
    ["a server error", (_request, reply) => reply.writeHead(503).end()],
    ["a broken connection", (request) => request.socket.destroy()],
  ])("tries %s again later", async (_what, listener) => {
    const { fetch } = await platform(listener);
    await expect(fetch("/files/a")).rejects.toMatchObject({ code: "attachment_unavailable", retryable: true });
  });

  it("does not connect when a listed name leads to a private address, also as one of several", async () => {
    for (const addresses of [["10.0.0.8"], ["93.184.216.34", "169.254.169.254"], ["::ffff:127.0.0.1"]]) {
      const lookup = answering(addresses);
      const fetch = attachmentFetcher({ ...sources, lookup });
      const failure = await fetch("https://files.example/a", never).catch((error: unknown) => error);
      expect([errorCode(failure), messageOf(failure)]).toEqual(["attachment_refused", expect.stringContaining("private")]);
    }
  });

  it("ends with the signal", async () => {
    const { url } = await platform(() => {});
    const ending = new AbortController();
    const fetching = attachmentFetcher({ ...sources, baseUrl: url })(`${url}/files/a`, ending.signal);
    ending.abort(new Error("shutdown"));
    await expect(fetching).rejects.toThrow("shutdown");
  });
});

async function platform(listener: RequestListener, options: Partial<FetchAttachmentOptions> = {}) {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, reply) => {
    seen.push(request);
    listener(request, reply);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fetcher = attachmentFetcher({ ...sources, baseUrl: url, ...options });
  return { url, seen, fetch: (path: string) => fetcher(`${url}${path}`, never) };
}

function answering(addresses: readonly string[]): LookupFunction {
  return (_host, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
}

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return errorCode(error);
  }
}
