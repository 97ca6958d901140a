import type { Category } from "../../protocol/entities/category.ts";

const rows = [
  ["coding", "Coding & Development", "code", "Software development, scripts, APIs"],
  ["writing", "Writing", "pen-tool", "Articles, blogs, copywriting"],
  ["research", "Research", "search", "Web research, summaries, fact checking"],
  ["data", "Data & Analytics", "bar-chart", "Data cleaning, analysis, visualization"],
  ["design", "Design", "palette", "Graphics, branding, user interfaces"],
  ["marketing", "Marketing", "megaphone", "Campaigns, social media, search engine optimization"],
  ["translation", "Translation", "languages", "Translation, localization, proofreading"],
  ["automation", "Automation", "workflow", "Integrations, bots, scheduled jobs"],
  ["business", "Business", "briefcase", "Plans, market studies, presentations"],
  ["education", "Education", "graduation-cap", "Tutoring, course material, explanations"],
  ["other", "Other", "sparkles", "Everything else"],
] as const;

/** The marketplace's fixed categories. The ids are the same on every server, so that a seed or a fixture can name them. */
export const categories: readonly Category[] = rows.map(([slug, name, icon, description], index) => ({
  id: `ca7e9011-0000-4000-8000-${String(index + 1).padStart(12, "0")}`,
  name,
  slug,
  icon,
  description,
}));

const bySlugOrId = new Map(
  categories.flatMap((category) => [[category.slug, category] as const, [category.id, category] as const]),
);

export function findCategory(slugOrId: string): Category | undefined {
  return bySlugOrId.get(slugOrId);
}
