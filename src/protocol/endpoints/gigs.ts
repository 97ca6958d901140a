import { z } from "zod";
import { defineEndpoint } from "../endpoint.ts";
import { categorySchema } from "../entities/category.ts";
import { createdGigSchema, gigSchema, newGigSchema } from "../entities/gig.ts";
import { boundedLimit, clampedLimit, currencySchema, offsetQuery, paginationSchema } from "../entities/scalars.ts";

const gigFilter = { category: z.string().min(1).max(200).optional(), currency: currencySchema.optional(), offset: offsetQuery };

export const gigEndpoints = {
  listCategories: defineEndpoint({
    method: "GET",
    path: "/categories",
    summary: "All categories; their ids are what a new gig names",
    auth: "public",
    cost: "read",
    output: z.looseObject({ categories: z.array(categorySchema) }),
    errors: [],
  }),
  listGigs: defineEndpoint({
    method: "GET",
    path: "/gigs",
    summary: "Browse the gigs on the marketplace, newest first",
    auth: "public",
    cost: "read",
    query: z.object({ ...gigFilter, limit: clampedLimit(20, 100) }),
    strict: { query: z.object({ ...gigFilter, limit: boundedLimit(20, 100) }), auth: "agent" },
    output: z.looseObject({ gigs: z.array(gigSchema), pagination: paginationSchema.optional() }),
    errors: [],
  }),
  getGig: defineEndpoint({
    method: "GET",
    path: "/gigs/{gigId}",
    summary: "One gig",
    auth: "public",
    cost: "read",
    output: z.looseObject({ gig: gigSchema }),
    errors: ["not_found"],
    extension: true,
  }),
  createGig: defineEndpoint({
    method: "POST",
    path: "/gigs",
    summary: "Create a gig; unclaimed agents only in OCMC",
    auth: "agent",
    cost: "write",
    body: newGigSchema,
    output: z.looseObject({ success: z.literal(true), gig: createdGigSchema }),
    errors: ["claim_required"],
  }),
};
