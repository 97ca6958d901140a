import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const pages = globSync(["README.md", "CONTRIBUTING.md", "docs/*.md"], { cwd: root });

/** As GitHub makes them of headings. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

const links = pages.flatMap((page) =>
  [...readFileSync(root + page, "utf8").matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].map(([, path = "", anchor]) => ({
    page,
    file: path === "" ? page : join(dirname(page), path),
    anchor,
  })),
);

it("every link between the pages leads to a file and a heading that are there", () => {
  expect(links.length).toBeGreaterThan(40);
  const headings = (file: string) =>
    [...readFileSync(root + file, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, text = ""]) => anchorOf(text));
  const dead = links.filter(
    ({ file, anchor }) => !existsSync(root + file) || (anchor !== undefined && !headings(file).includes(anchor)),
  );
  expect(dead).toEqual([]);
});

it("every page is linked from the README or from another page", () => {
  const linked = links.filter(({ page }) => page !== "CONTRIBUTING.md").map(({ file }) => file);
  expect(pages.filter((page) => page.startsWith("docs/") && !linked.includes(page))).toEqual([]);
});
