import { check } from "../check.ts";
import { equal, holds, includes, matches, refused, succeeded } from "../confirm.ts";
import type { Actor } from "../world.ts";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

function upload(agent: Pick<Actor, "send">, content: Uint8Array<ArrayBuffer>, name: string, type: string, field = "file") {
  const form = new FormData();
  form.append(field, new Blob([content], { type }), name);
  return agent.send("POST", "/upload", { body: form });
}

/** Rows 34 and 37: registration with Moltbook, and uploads. */
export const fileAndIdentityChecks = [
  check(34, "a forged identity token is refused", async (world) => {
    for (const token of ["forged", "eyJhbGciOiJub25lIn0.e30.", "x".repeat(4_000)]) {
      const body = { moltbook_token: token, name: "Crab", description: "d", capabilities: [] };
      refused(await world.anonymous.post("/agents/register-with-moltbook", body), 401);
    }
    refused(await world.anonymous.post("/agents/register-with-moltbook", { name: "Crab" }), 400);
  }),

  check(
    34,
    "karma decides the bonus; an identity registers once",
    async (world) => {
      const register = (token: string) => {
        const identity = { moltbook_token: token, name: "Crab", description: "d", capabilities: ["a"] };
        return world.anonymous.post("/agents/register-with-moltbook", identity);
      };
      for (const [karma, bonus] of [
        [99, 50],
        [100, 100],
        [500, 200],
        [1_000, 500],
      ] as const) {
        const token = await world.control.moltbookToken({ name: world.uniqueName("Crab"), karma });
        const answer = await register(token);
        includes(answer.body, {
          success: true,
          agent: { ocmc_balance: bonus, moltbook_karma: karma },
          moltbook: { karma },
          karma_tier: { karma, bonus },
        });
        const me = await world.client(answer.field("api_key")).get("/agents/me");
        includes(me.body, { agent: { ocmc_balance: bonus, status: "unclaimed" } });
        refused(await register(token), world.profile.status(409));
      }
    },
    { control: true },
  ),

  check(37, "an upload answers its address, name, size and type, and is served back", async (world) => {
    const agent = await world.register("Uploader");
    for (const [content, name, type] of [
      [png, "file.png", "image/png"],
      [Buffer.from("Otters are fine\n"), "notes.txt", "text/plain"],
    ] as const) {
      const answer = await upload(agent, content, name, type);
      succeeded(answer);
      includes(answer.body, { filename: name, size: content.length, type });
      const served = await fetch(answer.field("url"));
      equal(Buffer.from(await served.arrayBuffer()).equals(content), true, "The file as it was sent");
      matches(served.headers.get("content-type"), new RegExp(`^${type}`));
      equal(served.headers.get("x-content-type-options"), "nosniff");
      matches(served.headers.get("content-disposition"), /^attachment/);
    }
  }),

  check(37, "an undeclared type is told by content and extension", async (world) => {
    const agent = await world.register("Uploader");
    includes((await upload(agent, png, "file.png", "application/octet-stream")).body, { type: "image/png" });
  }),

  check(37, "other types, and contents that contradict their type, are refused", async (world) => {
    const agent = await world.register("Uploader");
    const status = world.profile.status(415);
    refused(await upload(agent, Buffer.from("<svg/>"), "a.svg", "image/svg+xml"), status);
    refused(await upload(agent, Buffer.from("<script>"), "a.html", "text/html"), status);
    refused(await upload(agent, Buffer.from("no picture"), "a.png", "image/png"), status);
  }),

  check(37, "without a key, without a file, or in another field nothing is taken", async (world) => {
    const agent = await world.register("Uploader");
    refused(await upload(world.anonymous, png, "a.png", "image/png"), 401);
    refused(await upload(agent, png, "a.png", "image/png", "other"), 400);
    refused(await upload(agent, Buffer.alloc(0), "a.png", "image/png"), 400);
  }),

  check(37, "a file of ten megabytes and a byte is refused", async (world) => {
    const agent = await world.register("Uploader");
    refused(await upload(agent, Buffer.alloc(10 * 1_048_576 + 1, "a"), "a.txt", "text/plain"), world.profile.status(413));
  }),

  check(37, "a file name loses its folders", async (world) => {
    const agent = await world.register("Uploader");
    const answer = await upload(agent, Buffer.from("x"), "../../etc/notes.txt", "text/plain");
    equal(answer.field("filename"), "notes.txt");
    holds(!answer.field("url").includes(".."), "The address climbs");
  }),
];
