import { onTestFinished } from "vitest";
import { createLogger } from "../../src/base/logger.ts";
import { seededRandom } from "../../src/base/random.ts";
import { Redactor } from "../../src/base/redact.ts";
import { VirtualClock } from "../../src/base/virtual-clock.ts";
import { startPlatformServer } from "../../src/platform/http/server.ts";
import type { PlatformOptions } from "../../src/platform/service/options.ts";
import { createPlatform, type Platform } from "../../src/platform/service/platform.ts";
import { type AnswerCheck, answerCheck } from "./answer-schema.ts";
import { type TestClient, testClient } from "./platform-client.ts";

export interface TestPlatform {
  readonly clock: VirtualClock;
  readonly platform: Platform;
  /** Everything the server logged, at every level, unredacted. */
  readonly log: string[];
  readonly apiBaseUrl: string;
  /** Where the control plane is, when the options ask for one. */
  readonly controlUrl: string | undefined;
  /** Holds an answer against the server's OpenAPI document; the clients here do so with every one. */
  readonly checkAnswer: AnswerCheck;
  /** Without a key. */
  readonly anonymous: TestClient;
  client(apiKey: string): TestClient;
  /** Also happens by itself at the end of the test. */
  close(): Promise<void>;
}

export type TestPlatformOptions = Partial<Omit<PlatformOptions, "clock">> & { readonly clock?: VirtualClock };

/** The reference server on a free port, on a virtual clock, with reproducible ids. */
export async function startTestPlatform(options: TestPlatformOptions = {}): Promise<TestPlatform> {
  const { clock = new VirtualClock() } = options;
  const log: string[] = [];
  const plainRedactor = new Redactor();
  plainRedactor.redact = (text) => text;
  const logger = createLogger({
    level: "debug",
    clock,
    redactor: plainRedactor,
    destination: { write: (line: string) => log.push(line) },
  });
  const platform = createPlatform({ dataDir: ":memory:", random: seededRandom("test"), logger, ...options, clock });
  await platform.start();
  const server = await startPlatformServer({ platform, port: 0, logger });
  const close = async () => {
    await server.close();
    await platform.close();
  };
  onTestFinished(close);
  const checkAnswer = answerCheck(platform);
  return {
    clock,
    platform,
    log,
    apiBaseUrl: server.apiBaseUrl,
    controlUrl: server.controlUrl,
    checkAnswer,
    anonymous: testClient(server.apiBaseUrl, undefined, checkAnswer),
    client: (apiKey) => testClient(server.apiBaseUrl, apiKey, checkAnswer),
    close,
  };
}
