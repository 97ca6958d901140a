import type { Profile } from "../profile.ts";
import { documentedRates } from "./rate-styles.ts";

/** Only what the document states. */
export const strictProfile: Profile = {
  name: "strict",
  extensions: false,
  strictInput: true,
  strictStatus: true,
  idempotencyKeys: false,
  orderNumbersEverywhere: false,
  supersetFields: false,
  openRevisionFilter: false,
  rates: documentedRates,
  maxBodyBytes: 1_048_576,
  maxUploadBodyBytes: 11_534_336,
};
