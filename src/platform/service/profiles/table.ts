import type { Profile } from "../profile.ts";
import { adversarialProfile } from "./adversarial.ts";
import { defaultProfile } from "./default.ts";
import { strictProfile } from "./strict.ts";
import { vercelProfile } from "./vercel.ts";

export const profiles = {
  default: defaultProfile,
  strict: strictProfile,
  adversarial: adversarialProfile,
  vercel: vercelProfile,
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;
