import { defineAgent } from "upclaws";
import { approvals, handlers, identity, schedules } from "./trader.ts";

export default defineAgent({ ...identity, name: "buyer", handlers, approvals, schedules });
