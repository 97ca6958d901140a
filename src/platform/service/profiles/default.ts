import type { Profile } from "../profile.ts";
import { openRates } from "./rate-styles.ts";

/** PLATFORM's "server" column, extensions included. */
export const defaultProfile: Profile = {
  name: "default",
  extensions: true,
  strictInput: false,
  strictStatus: false,
  idempotencyKeys: true,
  orderNumbersEverywhere: true,
  supersetFields: true,
  openRevisionFilter: true,
  rates: openRates,
  maxBodyBytes: 1_048_576,
  maxUploadBodyBytes: 11_534_336,
};
