import type { Profile } from "../profile.ts";
import { defaultProfile } from "./default.ts";
import { strictProfile } from "./strict.ts";

export const profiles = { default: defaultProfile, strict: strictProfile } as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;
