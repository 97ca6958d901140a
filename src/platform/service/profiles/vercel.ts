import type { Profile } from "../profile.ts";
import { defaultProfile } from "./default.ts";

/** The default on the host that the real one runs on, which takes no body over 4.5 MB (Vercel Functions, "Request body size"). */
export const vercelProfile: Profile = { ...defaultProfile, name: "vercel", maxUploadBodyBytes: 4_500_000 };
