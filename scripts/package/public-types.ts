import { globSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

/** Of the declarations in a folder, all of ours, keeps those that its entries lead to: what users' compilers can see. */
export function keepPublicTypes(dist: string, entries: readonly string[]): void {
  const reached = new Set<string>();
  const visit = (file: string) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const [, path = ""] of readFileSync(join(dist, file), "utf8").matchAll(/(?:from|import)[ (]*"(\.[^"]+)"/g))
      visit(join(dirname(file), path).replace(/\.[jt]s$/, ".d.ts"));
  };
  for (const entry of entries) visit(`${entry}.d.ts`);
  for (const file of globSync("**/*.d.ts", { cwd: dist })) if (!reached.has(file)) rmSync(join(dist, file));
}
