import { plainRules } from "../../market/rules.ts";
import { plainInbox } from "../inbox-manners.ts";
import { plainLists } from "../list-manners.ts";
import type { Profile } from "../profile.ts";
import { plainManners } from "../webhooks/webhook-manners.ts";
import { openRates } from "./rate-styles.ts";

/** PLATFORM's "server" column, extensions included. */
export const defaultProfile: Profile = {
  name: "default",
  extensions: true,
  strictInput: false,
  strictAuth: false,
  strictStatus: false,
  idempotencyKeys: true,
  orderNumbersEverywhere: true,
  supersetFields: true,
  openRevisionFilter: true,
  rates: openRates,
  rules: plainRules,
  webhooks: plainManners,
  lists: plainLists,
  inbox: plainInbox,
  mishapRate: 0,
  maxBodyBytes: 1_048_576,
  maxUploadBodyBytes: 11_534_336,
};
