import type { Profile } from "../profile.ts";

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
  maxBodyBytes: 1_048_576,
};
