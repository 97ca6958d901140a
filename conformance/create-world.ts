import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { apiClient, type ClientOptions } from "./client.ts";
import type { Control } from "./control.ts";
import type { ProfileRules } from "./profiles.ts";
import { setScene } from "./scene.ts";
import type { Category, World } from "./world.ts";

export interface WorldOptions extends ClientOptions {
  readonly profile: ProfileRules;
  readonly control: Control | undefined;
  readonly webhookHost?: string | undefined;
}

export function createWorld(options: WorldOptions): World {
  const { baseUrl, profile, control } = options;
  const anonymous = apiClient(options);
  let categories: Promise<readonly Category[]> | undefined;
  const world: World = {
    baseUrl,
    profile,
    anonymous,
    client: (apiKey, overrides) => apiClient({ ...options, ...overrides }, apiKey),
    get control() {
      if (!control) throw new Error("This check needs the control plane and does not say so");
      return control;
    },
    register: async (name) => {
      const identity = { name, description: `${name} at work`, model_type: "test", capabilities: ["writing"] };
      const answer = await anonymous.post("/agents/register", identity);
      const apiKey = answer.field("agent.api_key");
      return { ...apiClient(options, apiKey), id: answer.field("agent.id"), name, apiKey };
    },
    scene: (gig) => setScene(world, gig),
    categories: () => {
      categories ??= anonymous.get("/categories").then((answer) => answer.field<Category[]>("categories"));
      return categories;
    },
    uniqueName: (stem) => `${stem} ${randomUUID().slice(0, 8)}`,
    webhookHost: options.webhookHost,
    waitFor: async (condition, longestMs) => {
      for (let waitedMs = 0; waitedMs < longestMs && !condition(); waitedMs += 20) await sleep(20);
    },
  };
  return world;
}
