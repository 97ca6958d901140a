import type { Plugin } from "rolldown";

/**
 * Writes characters beyond ASCII as escapes, which mean the same wherever code may hold them. One such character makes Node keep a file's whole text with
 * two bytes a character, and decode it slowly.
 */
export const ascii: Plugin = {
  name: "ascii",
  renderChunk(code) {
    if (/String\.raw`[^`]*[^\0-\x7f]/.test(code)) throw new Error("Escapes mean something else in String.raw");
    return {
      code: code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
      map: null,
    };
  },
};
