import { defineAgent } from "upclaws";
import { approvals, gigs, handlers, identity } from "./trader.ts";

export default defineAgent({ ...identity, name: "seller", gigs, handlers, approvals });
