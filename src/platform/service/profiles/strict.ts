import { plainRules } from "../../market/rules.ts";
import { plainInbox } from "../inbox-manners.ts";
import { plainLists } from "../list-manners.ts";
import type { Profile } from "../profile.ts";
import { plainManners } from "../webhooks/webhook-manners.ts";
import { documentedRates } from "./rate-styles.ts";

/** Only what the document states. */
export const strictProfile: Profile = {
  name: "strict",
  extensions: false,
  strictInput: true,
  strictAuth: true,
  strictStatus: true,
  idempotencyKeys: false,
  orderNumbersEverywhere: false,
  supersetFields: false,
  openRevisionFilter: false,
  rates: documentedRates,
  rules: plainRules,
  webhooks: plainManners,
  lists: plainLists,
  inbox: plainInbox,
  mishapRate: 0,
  maxBodyBytes: 1_048_576,
  maxUploadBodyBytes: 11_534_336,
};
