import { relative } from "node:path";
import type { Plugin } from "rolldown";

const mark = "__placeOf__";

/**
 * Files that a module finds beside itself by `import.meta.url` are found from any chunk: it goes on naming the place where dist/ would have the module
 * if nothing were bundled.
 */
export function ownPlace(sources: string): Plugin {
  return {
    name: "own-place",
    transform(code, id) {
      if (!id.startsWith(sources) || !code.includes("import.meta.url")) return null;
      const place = relative(sources, id).replace(/\.ts$/, ".js");
      return { code: code.replaceAll("import.meta.url", `${mark}(${JSON.stringify(place)})`), map: null };
    },
    renderChunk(code, { fileName }) {
      if (!code.includes(mark)) return null;
      const up = "../".repeat(fileName.split("/").length - 1) || "./";
      return {
        code: code.replaceAll(new RegExp(`${mark}\\("([^"]+)"\\)`, "g"), `new URL("${up}$1", import.meta.url).href`),
        map: null,
      };
    },
  };
}
