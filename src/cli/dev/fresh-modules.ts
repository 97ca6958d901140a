import { realpathSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const mark = "upclaws-version";

/**
 * Imports modules of a project anew. A module imported here hands its version on to everything that it imports from the project, so that a changed file
 * is read again however deep it lies. What is in node_modules stays one and the same, and old versions stay in memory: for development only.
 */
export class FreshModules {
  readonly #root: string;
  readonly #hooks: ReturnType<typeof registerHooks>;
  #version = 0;

  constructor(root: string) {
    this.#root = pathToFileURL(join(realpathSync(root), "/")).href;
    this.#hooks = registerHooks({
      resolve: (specifier, context, next) => {
        const resolved = next(specifier, context);
        const version = context.parentURL?.startsWith("file:") ? new URL(context.parentURL).searchParams.get(mark) : null;
        if (version === null || context.conditions.includes("require") || !this.#isOurs(resolved.url)) return resolved;
        return { ...resolved, url: versioned(resolved.url, version) };
      },
    });
  }

  /** Rejects as `import()` does; the next call reads everything again. */
  import(url: string): Promise<unknown> {
    this.#version += 1;
    return import(versioned(url, String(this.#version)));
  }

  close(): void {
    this.#hooks.deregister();
  }

  #isOurs(url: string): boolean {
    return url.startsWith(this.#root) && !url.includes("/node_modules/");
  }
}

function versioned(url: string, version: string): string {
  const marked = new URL(url);
  marked.searchParams.set(mark, version);
  return marked.href;
}
