import { type Scene, setScene } from "./platform-actors.ts";
import { startTestPlatform, type TestPlatformOptions } from "./platform-server.ts";

/** A market in the adversarial profile without its mishaps, which would hit any call of a test. */
export async function adversary(options: TestPlatformOptions = {}): Promise<Scene> {
  return setScene(await startTestPlatform({ profile: "adversarial", mishapRate: 0, ...options }));
}
