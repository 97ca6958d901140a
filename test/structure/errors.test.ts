import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Catalogue, readCatalogues, renderPage } from "../../scripts/docs-errors.ts";
import { projectFiles } from "./project-files.ts";

const catalogues = await readCatalogues();
const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
const codesOf = (some: readonly Catalogue[]) => some.flatMap((catalogue) => Object.keys(catalogue.entries));
const documented = [...page.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1]);

describe("the error catalogues", () => {
  it("are found in every folder that raises errors", () => {
    const files = catalogues.map((catalogue) => catalogue.file);
    expect(files).toEqual(
      expect.arrayContaining([
        "src/base/sqlite/errors.ts",
        "src/base/clock-errors.ts",
        "src/client/errors.ts",
        "src/daemon/errors.ts",
        "src/engine/errors.ts",
        "src/llm/errors.ts",
        "src/protocol/api-errors.ts",
        "src/protocol/transport.ts",
        "src/runtime/errors.ts",
        "src/store/errors.ts",
      ]),
    );
  });

  it("have a file of their own, but for the transport's", () => {
    const elsewhere = catalogues.map(({ file }) => file).filter((file) => !/[/-]errors\.ts$/.test(file));
    expect(elsewhere).toEqual(["src/protocol/transport.ts"]);
  });

  it.each(catalogues.map((catalogue) => [catalogue.file, catalogue] as const))(
    "%s holds codes in snake_case, each with a sentence",
    (_file, { entries }) => {
      expect(Object.keys(entries)).not.toEqual([]);
      for (const [code, { summary }] of Object.entries(entries)) {
        expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
        expect(summary, code).toMatch(/^[A-Z`].{10,}[.]$/);
      }
    },
  );

  it("name each code of the package once, so that a code alone tells the error", () => {
    const codes = codesOf(catalogues.filter((catalogue) => !catalogue.wire));
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });
});

describe("a code of the package", () => {
  // RetryLater and PermanentFailure are classes of their own beside the runtime's catalogue; elsewhere a catalogue raises nothing.
  const raising = projectFiles().filter(({ path }) => /^src\/(runtime\/errors|(?!.*[/-]errors).*)\.ts$/.test(path));
  const texts = raising.map(({ text }) => text);
  const own = catalogues.filter((catalogue) => !catalogue.wire);

  it.each(own.map(({ file, entries }) => [file, Object.keys(entries)] as const))("of %s is raised somewhere", (_file, codes) => {
    expect(codes.filter((code) => !texts.some((text) => text.includes(`"${code}"`) || text.includes(`'${code}'`)))).toEqual([]);
  });
});

describe("docs/errors.md", () => {
  it("misses no code of a catalogue", () => {
    expect(codesOf(catalogues).filter((code) => !documented.includes(code))).toEqual([]);
  });

  it("names no code that is in no catalogue", () => {
    expect(documented.filter((code) => code === undefined || !codesOf(catalogues).includes(code))).toEqual([]);
  });

  it("is what `npm run docs:errors` writes", () => {
    expect(page).toBe(renderPage(catalogues));
  });
});
