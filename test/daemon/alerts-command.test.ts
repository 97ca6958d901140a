import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commandNotifier } from "../../src/daemon/alerts/command-notifier.ts";
import { urlNotifier } from "../../src/daemon/alerts/url-notifier.ts";
import { tempDirectory } from "../support/temp-directory.ts";
import { until } from "../support/until.ts";
import { startReceiver } from "../support/webhook-receiver.ts";

const never = new AbortController().signal;
const hostile = `$(touch owned) \`touch owned\` "; touch owned; ' | & \n end`;
const notice = { kind: "deadLetter", body: JSON.stringify({ kind: "deadLetter", text: hostile }) };

describe("the alert command", () => {
  it("gets the notice on stdin and its kind in the environment, in the configuration's folder", async () => {
    const directory = tempDirectory();
    const notifier = commandNotifier({ command: 'cat > got.json; echo "$UPCLAWS_ALERT_KIND" > kind.txt', directory });
    await notifier.notify(notice, never);
    expect(JSON.parse(readFileSync(join(directory, "got.json"), "utf8"))).toEqual(JSON.parse(notice.body));
    expect(readFileSync(join(directory, "kind.txt"), "utf8").trim()).toBe("deadLetter");
  });

  it("never sees text of others as a part of itself", async () => {
    const directory = tempDirectory();
    await commandNotifier({ command: 'read -r line; printf "%s" "$line" > line.txt', directory }).notify(notice, never);
    expect(() => readFileSync(join(directory, "owned"))).toThrow("ENOENT");
  });

  it("that fails is an error with its exit code and last words", async () => {
    const notifier = commandNotifier({ command: "echo no such channel >&2; exit 3", directory: tempDirectory() });
    await expect(notifier.notify(notice, never)).rejects.toMatchObject({
      code: "alert_not_sent",
      retryable: true,
      details: { exitCode: 3, stderr: "no such channel" },
    });
  });

  it("that does not exist, or does not read, harms nobody", async () => {
    const directory = tempDirectory();
    const missing = commandNotifier({ command: "./nothing-here.sh", directory });
    await expect(missing.notify(notice, never)).rejects.toMatchObject({ code: "alert_not_sent" });
    const body = "x".repeat(1_000_000);
    await commandNotifier({ command: "true", directory }).notify({ kind: "budget", body }, never);
    const nowhere = commandNotifier({ command: "true", directory: join(directory, "gone") });
    await expect(nowhere.notify(notice, never)).rejects.toThrow("ENOENT");
  });

  it("that hangs dies at the abort, with everything that it started", async () => {
    const directory = tempDirectory();
    writeFileSync(join(directory, "hang.sh"), "sleep 600 & echo $! > child.pid; wait\n");
    const stop = new AbortController();
    const told = commandNotifier({ command: "sh hang.sh", directory }).notify(notice, stop.signal);
    told.catch(() => {});
    const pidFile = () => Number(tryRead(join(directory, "child.pid")));
    const pid = await until(pidFile, { withinMs: 10_000, what: () => "the command's child" });
    stop.abort(new Error("late"));
    await expect(told).rejects.toThrow("took too long");
    await until(() => !isAlive(pid), { withinMs: 5_000, what: () => `process ${pid} to die` });
  });
});

describe("the alert URL", () => {
  it("gets the notice as JSON", async () => {
    const receiver = await startReceiver();
    const notifier = urlNotifier(receiver.url);
    await notifier.notify(notice, never);
    expect(receiver.received[0]?.body).toEqual(JSON.parse(notice.body));
    expect(receiver.received[0]?.headers["content-type"]).toBe("application/json");
    await notifier.close();
  });

  it("that refuses, redirects or is not there is an error that names its host alone", async () => {
    for (const status of [302, 404, 500]) {
      const receiver = await startReceiver((_webhook, response) => {
        response.writeHead(status, { location: "http://127.0.0.1:1/secret" });
        response.end();
      });
      const notifier = urlNotifier(`${receiver.url}/T00/very-secret`);
      const failure = await notifier.notify(notice, never).catch((error: unknown) => error as Error);
      expect(failure).toMatchObject({ code: "alert_not_sent", details: { status } });
      expect(String(failure)).not.toContain("secret");
      expect(receiver.received).toHaveLength(1);
      await notifier.close();
    }
    const gone = urlNotifier("http://127.0.0.1:1/very-secret");
    const failure = await gone.notify(notice, never).catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ code: "alert_not_sent" });
    expect(String(failure)).not.toContain("secret");
    await gone.close();
  });
});

function tryRead(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function isAlive(pid: number): boolean {
  try {
    // A zombie counts as dead: nobody may be there to reap it in a container.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
