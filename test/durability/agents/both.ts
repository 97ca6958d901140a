import { defineAgent } from "upclaws";
import { approvals, gigs, handlers, identity, schedules } from "./trader.ts";

export default defineAgent({ ...identity, name: "both", gigs, handlers, approvals, schedules });
