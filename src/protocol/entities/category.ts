import { z } from "zod";
import { idSchema } from "./scalars.ts";

export const categorySchema = z.looseObject({
  id: idSchema,
  name: z.string(),
  slug: z.string(),
  icon: z.string().optional(),
  description: z.string().optional(),
});
export type Category = z.output<typeof categorySchema>;
