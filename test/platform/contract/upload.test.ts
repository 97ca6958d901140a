import { execFile } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { request } from "undici";
import { describe, expect, test } from "vitest";
import { profiles } from "../../../src/platform/service/profiles/table.ts";
import { placeOrder, registerActor, setScene } from "../../support/platform-actors.ts";
import { testedProfiles } from "../../support/platform-profiles.ts";
import { startTestPlatform } from "../../support/platform-server.ts";
import { tempDirectory } from "../../support/temp-directory.ts";
import { boundary, multipartBody, sendUpload, type UploadPart } from "../../support/upload-request.ts";
import { uploadSample, uploadSamples, zip } from "../../support/upload-samples.ts";

const run = promisify(execFile);
const urlShape = /^http:\/\/127\.0\.0\.1:\d+\/files\/[A-Za-z0-9_-]{32}\//;

describe.each(testedProfiles)("uploads, profile $profile", ({ profile, status }) => {
  const open = async () => {
    const dataDir = tempDirectory();
    const server = await startTestPlatform({ profile, dataDir });
    const agent = await registerActor(server, "Uploader");
    const post = (parts: readonly UploadPart[], headers: Readonly<Record<string, string>> = {}) =>
      sendUpload(server.apiBaseUrl, multipartBody(parts), { "x-agent-api-key": agent.apiKey, ...headers });
    const files = () => readdirSync(join(dataDir, "uploads"));
    return { server, agent, post, files };
  };

  test("row 37: every curl line of the API document works as it stands, for every listed type", async () => {
    const { server, agent } = await open();
    const folder = tempDirectory();
    for (const [name, content] of uploadSamples) writeFileSync(join(folder, name), content);
    const lines = uploadSamples.map(
      ([name]) => `curl -X POST ${server.apiBaseUrl}/upload -H "X-Agent-API-Key: ${agent.apiKey}" -F "file=@${name}"`,
    );
    // One shell for all: starting a process from here costs more than the request.
    const script = lines.map((line) => `${line} --silent --noproxy '*' --write-out '\\n'`).join("\n");
    const { stdout } = await run("bash", ["-c", script], { cwd: folder });
    const answers = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { url: string });
    for (const [n, [name, content, type]] of uploadSamples.entries()) {
      const answer = answers[n]!;
      expect(answer).toEqual({ url: expect.stringMatching(urlShape), filename: name, size: content.length, type });
      const served = await request(answer.url);
      expect(Buffer.from(await served.body.arrayBuffer())).toEqual(content);
      expect(served.headers).toMatchObject({
        "content-type": type,
        "x-content-type-options": "nosniff",
        "content-disposition": `attachment; filename="${name}"; filename*=UTF-8''${name}`,
      });
    }
  });

  test("row 37: an absent or unspecific declared type leaves the decision to content and extension", async () => {
    const { post } = await open();
    for (const [filename, content, type] of uploadSamples) {
      for (const declared of [{}, { type: "application/octet-stream" }, { type: "Application/Octet-Stream; x=y" }]) {
        const answer = await post([{ filename, content, ...declared }]);
        expect([filename, declared, answer.status, answer.body.type]).toEqual([filename, declared, 200, type]);
      }
    }
    expect((await post([{ filename: "PHOTO.WEBP", content: uploadSample("photo.webp") }])).body.type).toBe("image/webp");
    expect((await post([{ filename: "scan", content: uploadSample("document.pdf") }])).body.type).toBe("application/pdf");
  });

  test("row 37: what content, extension or list contradicts is refused with 415 and leaves nothing", async () => {
    const { post, files } = await open();
    const [png, pdf, text] = [uploadSample("file.png"), uploadSample("document.pdf"), uploadSample("notes.txt")];
    const wrong: readonly UploadPart[] = [
      { filename: "a.png", type: "image/png", content: text },
      { filename: "a.png", type: "image/jpeg", content: png },
      { filename: "a.txt", type: "text/plain", content: pdf },
      { filename: "a.txt", type: "text/plain", content: "a\u0000b" },
      { filename: "a.png", type: "application/octet-stream", content: pdf },
      { filename: "a.txt", content: png },
      { filename: "a.exe", content: png },
      { filename: "a.docx", content: zip({ "a.txt": "x" }) },
      { filename: "a.docx", type: uploadSamples[8]![2], content: zip({ "a.txt": "x" }) },
      { filename: "a.html", type: "text/html", content: "<script>alert(1)</script>" },
      { filename: "a.svg", type: "image/svg+xml", content: "<svg/>" },
      { filename: "a.html", content: "<p>" },
      { filename: "noname", content: Buffer.from([1, 2, 3]) },
    ];
    for (const part of wrong) {
      const answer = await post([part]);
      expect([part.filename, part.type, answer.status, answer.body.code]).toEqual([
        part.filename,
        part.type,
        status(415),
        "unsupported_media_type",
      ]);
    }
    expect(files()).toEqual([]);
    // A .docx is a zip archive; saying so is no lie.
    expect((await post([{ filename: "a.zip", type: "application/zip", content: uploadSample("new.docx") }])).status).toBe(200);
    expect((await post([{ filename: "a.zip", type: "application/x-zip-compressed", content: zip({}) }])).status).toBe(200);
    expect((await post([{ filename: "notes.md", type: "text/plain; charset=utf-8", content: "# Notes" }])).status).toBe(200);
  });

  test("row 37: exactly one file in the field `file`, and it is not empty", async () => {
    const { post, files, server, agent } = await open();
    const file = { filename: "a.txt", type: "text/plain", content: "a" };
    const wrong = [
      [],
      [{ ...file, content: "" }],
      [{ ...file, field: "upload" }],
      [{ content: "text, not a file" }],
      [file, file],
      [file, { ...file, field: "other" }],
    ];
    for (const parts of wrong) expect([parts, (await post(parts)).status]).toEqual([parts, 400]);
    const headers = { "x-agent-api-key": agent.apiKey };
    for (const type of ["application/json", "multipart/form-data", "text/plain"]) {
      const answer = await sendUpload(server.apiBaseUrl, Buffer.from("{}"), { ...headers, "content-type": type });
      expect([400, 415]).toContain(answer.status);
    }
    expect(files()).toEqual([]);
    expect((await post([{ field: "note", content: "x" }, file])).status).toBe(200);
  });

  test("row 37: names lose their folders and everything that could harm, and are kept otherwise", async () => {
    const { post, files } = await open();
    const name = async (filename: string) =>
      (await post([{ filename, type: "text/plain", content: "a" }])).body as { filename: string; url: string };
    const expected: Readonly<Record<string, string>> = {
      "../../etc/passwd": "passwd",
      "C:\\\\Users\\\\me\\\\cv.txt": "cv.txt",
      "..": "file.txt",
      ".htaccess": "htaccess",
      "Grüße 2026.txt": "Grüße 2026.txt",
      "a\u202Etxt.exe.txt": "a txt.exe.txt",
      "a;rm -rf $HOME.txt": "a_rm -rf _HOME.txt",
    };
    for (const [sent, kept] of Object.entries(expected)) {
      const { filename, url } = await name(sent);
      expect([sent, filename]).toEqual([sent, kept]);
      expect(url.endsWith(`/${encodeURIComponent(kept)}`)).toBe(true);
      expect((await request(url)).statusCode).toBe(200);
    }
    const long = (await name(`${"x".repeat(300)}.txt`)).filename;
    expect([long.length, long.endsWith(".txt")]).toEqual([100, true]);
    for (const file of files()) expect(file).toMatch(/^[A-Za-z0-9_-]{32}$/);
  });

  test("row 37: a file of the largest size is taken, one byte more is 413, announced or not, and nothing is left", async () => {
    const { post, files, server, agent } = await open();
    const { maxUploadBodyBytes } = profiles[profile];
    const frame = multipartBody([{ filename: "a.txt", type: "text/plain", content: "" }]).length;
    // On a host with a limit for bodies, the frame around the file counts as well.
    const largest = Math.min(10_485_760, maxUploadBodyBytes - frame);
    const file = (bytes: number) => ({ filename: "a.txt", type: "text/plain", content: Buffer.alloc(bytes, "a") });
    const exact = await post([file(largest)]);
    expect([exact.status, exact.body.size]).toEqual([200, largest]);
    const kept = files();
    const over = await post([file(largest + 1)]);
    expect([over.status, over.body.code]).toEqual([status(413), "payload_too_large"]);
    const announced = await post([file(12_000_000)]);
    expect([announced.status, announced.body.code]).toEqual([status(413), "payload_too_large"]);
    const unannounced = await request(`${server.apiBaseUrl}/upload`, {
      method: "POST",
      headers: { "x-agent-api-key": agent.apiKey, "content-type": `multipart/form-data; boundary=${boundary}` },
      body: Readable.from([multipartBody([file(10_600_000)])]),
    });
    expect(unannounced.statusCode).toBe(status(413));
    expect(files()).toEqual(kept);
  });

  test("row 37: a truncated body is 400, a broken connection nothing, and no file is left", async () => {
    const { files, server, agent } = await open();
    const whole = multipartBody([{ filename: "a.txt", type: "text/plain", content: "a".repeat(5_000) }], { closed: false });
    for (const body of [whole, whole.subarray(0, 200), whole.subarray(0, 60), Buffer.from("--x\r\n"), Buffer.alloc(0)]) {
      const answer = await sendUpload(server.apiBaseUrl, body, { "x-agent-api-key": agent.apiKey });
      expect([body.length, answer.status]).toEqual([body.length, 400]);
    }
    const { port } = new URL(server.apiBaseUrl);
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(
      `POST /api/upload HTTP/1.1\r\nHost: x\r\nX-Agent-API-Key: ${agent.apiKey}\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: 4000000\r\n\r\n`,
    );
    socket.write(whole);
    await expect.poll(() => files().length).toBe(1);
    socket.destroy();
    await expect.poll(files).toEqual([]);
  });

  test("row 37: an upload that never ends does not keep the server from closing", async () => {
    const { files, server, agent } = await open();
    const { port } = new URL(server.apiBaseUrl);
    const socket = connect(Number(port), "127.0.0.1").on("error", () => {});
    socket.write(
      `POST /api/upload HTTP/1.1\r\nHost: x\r\nX-Agent-API-Key: ${agent.apiKey}\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: 4000000\r\n\r\n`,
    );
    socket.write(multipartBody([{ filename: "a.txt", content: "a".repeat(5_000) }], { closed: false }));
    await expect.poll(() => files().length).toBe(1);
    await server.close();
    expect(files()).toEqual([]);
  });

  test("rows 30 and 37: a key or a user's bearer token, nothing else; a refused caller's file is not kept", async () => {
    const { files, server, agent } = await open();
    const { token } = await server.platform.operator.createUser({ name: "Ada" });
    const body = multipartBody([{ filename: "a.txt", type: "text/plain", content: "a" }]);
    const send = async (headers: Readonly<Record<string, string>>) => (await sendUpload(server.apiBaseUrl, body, headers)).status;
    expect(await send({})).toBe(401);
    expect(await send({ "x-agent-api-key": "ak_wrong" })).toBe(401);
    expect(await send({ "x-agent-api-key": "ak_wrong", authorization: `Bearer ${token}` })).toBe(401);
    expect(await send({ authorization: `Bearer ${agent.apiKey}` })).toBe(401);
    expect(await send({ authorization: `Basic ${token}` })).toBe(401);
    expect(files()).toEqual([]);
    expect(await send({ authorization: `Bearer ${token}` })).toBe(200);
    expect(files()).toHaveLength(1);
    const elsewhere = await request(`${server.apiBaseUrl}/agents/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(elsewhere.statusCode).toBe(401);
  });

  test("rows 16 and 37: the address of an uploaded file is an attachment; a guessed one leads nowhere", async () => {
    const it = await setScene(await startTestPlatform({ profile }));
    const body = multipartBody([{ filename: "a.txt", type: "text/plain", content: "a" }]);
    const { url } = (await sendUpload(it.server.apiBaseUrl, body, { "x-agent-api-key": it.seller.apiKey })).body;
    const order = await placeOrder(it);
    const sent = await it.seller.post(`${order.path}/messages`, { content: "See there", attachments: [url] });
    expect(sent.status).toBe(200);
    const { origin, pathname } = new URL(String(url));
    expect((await request(`${origin}${pathname.replace(/files\/./, "files/_")}`)).statusCode).toBe(404);
    expect((await request(`${origin}/files/..%2f..%2fplatform.db/x`)).statusCode).toBe(404);
    const head = await request(String(url), { method: "HEAD" });
    expect([head.statusCode, head.headers["content-length"]]).toEqual([200, "1"]);
  });
});

test("row 17: an upload repeated under its Idempotency-Key is the first one, kept once", async () => {
  const dataDir = tempDirectory();
  const server = await startTestPlatform({ dataDir });
  const agent = await registerActor(server, "Uploader");
  const send = (content: string) =>
    sendUpload(server.apiBaseUrl, multipartBody([{ filename: "a.txt", type: "text/plain", content }]), {
      "x-agent-api-key": agent.apiKey,
      "idempotency-key": "k",
    });
  const first = await send("a");
  const again = await send("a");
  expect([again.body, again.headers["idempotent-replayed"]]).toEqual([first.body, "true"]);
  expect((await send("b")).status).toBe(422);
  expect(readdirSync(join(dataDir, "uploads"))).toHaveLength(1);
});

test("row 37: uploads outlive a restart, and what a crash left without a row goes away", async () => {
  const dataDir = tempDirectory();
  const server = await startTestPlatform({ dataDir });
  const agent = await registerActor(server, "Uploader");
  const body = multipartBody([{ filename: "a.txt", type: "text/plain", content: "kept" }]);
  const { url } = (await sendUpload(server.apiBaseUrl, body, { "x-agent-api-key": agent.apiKey })).body;
  await server.close();
  writeFileSync(join(dataDir, "uploads", "orphan"), "x");
  const again = await startTestPlatform({ dataDir });
  const served = await request(`${new URL(again.apiBaseUrl).origin}${new URL(String(url)).pathname}`);
  expect(await served.body.text()).toBe("kept");
  expect(readdirSync(join(dataDir, "uploads"))).toHaveLength(1);
});

test("row 37: an upload that a fault carries out twice is answered, and kept once", async () => {
  const dataDir = tempDirectory();
  const server = await startTestPlatform({ dataDir, faults: [{ effect: "duplicate", endpoint: "upload" }] });
  const agent = await registerActor(server, "Uploader");
  const body = multipartBody([{ filename: "a.txt", type: "text/plain", content: "a" }]);
  expect((await sendUpload(server.apiBaseUrl, body, { "x-agent-api-key": agent.apiKey })).status).toBe(400);
  expect(readdirSync(join(dataDir, "uploads"))).toHaveLength(1);
});
